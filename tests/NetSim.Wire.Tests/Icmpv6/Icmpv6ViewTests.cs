using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Icmpv6;

namespace NetSim.Wire.Tests.Icmpv6;

public sealed class Icmpv6ViewTests
{
    private static readonly IpAddress Source = IpAddress.Parse("fd00::1");
    private static readonly IpAddress Destination = IpAddress.Parse("fd00::2");

    [Fact]
    public void A_written_echo_is_read_back_and_bound_to_its_addresses() => SeededRuns.Check(300, random =>
    {
        byte[] data = random.NextBytes(random.Next(100));
        (ushort identifier, ushort sequence) = (random.NextUInt16(), random.NextUInt16());
        PoisonedBytes bytes = new(Icmpv6Header.Length + data.Length);
        data.CopyTo(bytes.Span[Icmpv6Header.Length..]);
        Icmpv6Header.WriteEcho(bytes.Span, Icmpv6Type.EchoRequest, identifier, sequence);
        Icmpv6Header.FillChecksum(bytes.Span, Source, Destination);
        bytes.AssertIntact();
        Assert.True(Icmpv6Header.IsChecksumValid(bytes.Span, Source, Destination));
        Assert.False(Icmpv6Header.IsChecksumValid(bytes.Span, Source, IpAddress.Parse("fd00::3")));
        Assert.True(Icmpv6View.TryParse(bytes.Span, out Icmpv6View icmp));
        Assert.Equal((Icmpv6Type.EchoRequest, identifier, sequence), (icmp.Type, icmp.Identifier, icmp.Sequence));
        Assert.True(icmp.IsEcho);
        Assert.Equal(data, icmp.Payload.ToArray());
    });

    [Fact]
    public void Errors_quote_a_packet_and_carry_a_number()
    {
        byte[] about = PacketBuilder.IPv6().Udp().Payload(4).ToBytes();
        Icmpv6View icmp = PacketAssert.IsIcmpv6(PacketBuilder.IPv6().Icmpv6(Icmpv6Type.PacketTooBig, 0, 1280).Payload(about).ToBytes());
        Assert.True(icmp.IsError);
        Assert.Equal(1280u, icmp.Mtu);
        PacketAssert.Is(about, icmp.Payload);
        icmp = PacketAssert.IsIcmpv6(PacketBuilder.IPv6().Icmpv6(Icmpv6Type.ParameterProblem, 1, 0xFFFF_FFFF).ToBytes());
        Assert.Equal(uint.MaxValue, icmp.Pointer);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(127, true)]
    [InlineData(128, false)]
    [InlineData(255, false)]
    public void Types_below_128_are_errors(byte type, bool expected)
    {
        byte[] bytes = new byte[8];
        Icmpv6Header.Write(bytes, (Icmpv6Type)type, 0, 0);
        Assert.True(Icmpv6View.TryParse(bytes, out Icmpv6View icmp));
        Assert.Equal(expected, icmp.IsError);
    }
}
