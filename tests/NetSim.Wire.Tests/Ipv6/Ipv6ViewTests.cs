using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Ipv6;

public sealed class Ipv6ViewTests
{
    [Fact]
    public void A_packet_of_another_program_is_read()
    {
        Ipv6View view = PacketAssert.IsIPv6(ForeignPackets.TcpSackIPv6);
        Assert.Equal(0x22, view.TrafficClass);
        Assert.Equal((8, EcnCodepoint.Ect0), (view.Dscp, view.Ecn));
        Assert.Equal(0xABCDEu, view.FlowLabel);
        Assert.Equal(43, view.PayloadLength);
        Assert.Equal(IpProtocol.Tcp, view.NextHeader);
        Assert.Equal(57, view.HopLimit);
        Assert.Equal(IpAddress.Parse("2001:db8::1"), view.Source);
        Assert.Equal(IpAddress.Parse("2001:db8::2"), view.Destination);
    }

    [Fact]
    public void What_is_written_is_read_back() => SeededRuns.Check(1000, random =>
    {
        Ipv6Fields fields = new()
        {
            Dscp = (byte)random.Next(64),
            Ecn = (EcnCodepoint)random.Next(4),
            FlowLabel = (uint)random.Next(1 << 20),
            PayloadLength = random.Next(2000),
            NextHeader = (IpProtocol)random.NextByte(),
            HopLimit = random.NextByte(),
            Source = new IpAddress((ulong)random.NextInt64() | 1UL << 63, (ulong)random.NextInt64()),
            Destination = new IpAddress((ulong)random.NextInt64() | 1UL << 63, (ulong)random.NextInt64()),
        };
        PoisonedBytes header = new(Ipv6Header.Length);
        Ipv6Header.Write(header.Span, fields);
        header.AssertIntact();
        byte[] packet = [.. header.Span, .. new byte[fields.PayloadLength], 1, 2, 3];
        Ipv6View view = PacketAssert.IsIPv6(packet);
        Assert.Equal(
            (fields.Dscp, fields.Ecn, fields.FlowLabel, fields.PayloadLength, fields.NextHeader, fields.HopLimit),
            (view.Dscp, view.Ecn, view.FlowLabel, view.PayloadLength, view.NextHeader, view.HopLimit));
        Assert.Equal((fields.Source, fields.Destination), (view.Source, view.Destination));
        Assert.Equal(fields.PayloadLength, view.Payload.Length);
    });

    [Fact]
    public void A_payload_length_beyond_the_frame_is_refused()
    {
        byte[] bytes = PacketBuilder.IPv6().Udp().ToBytes();
        Ipv6Header.SetPayloadLength(bytes, 9);
        Assert.False(Ipv6View.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData(0x45)]
    [InlineData(0x50)]
    [InlineData(0x70)]
    public void Another_version_is_refused(byte first)
    {
        byte[] bytes = PacketBuilder.IPv6().Udp().ToBytes();
        bytes[0] = first;
        Assert.False(Ipv6View.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    public void An_IPv4_mapped_address_on_the_wire_is_refused(int at)
    {
        byte[] bytes = PacketBuilder.IPv6().Udp().ToBytes();
        byte[] mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 0, 0, 1];
        mapped.CopyTo(bytes, at);
        Assert.False(Ipv6View.TryParse(bytes, out _));
    }

    [Fact]
    public void An_IPv4_address_cannot_be_written() => Assert.Throws<ArgumentException>(() =>
        Ipv6Header.Write(new byte[40], new Ipv6Fields { Source = IpAddress.LoopbackIPv4, Destination = IpAddress.LoopbackIPv6 }));

    [Fact]
    public void Marks_and_hops_change_nothing_else()
    {
        byte[] bytes = (byte[])ForeignPackets.TcpSackIPv6.Clone();
        Ipv6Header.SetEcn(bytes, EcnCodepoint.Ce);
        Ipv6Header.DecrementHopLimit(bytes);
        Ipv6View view = PacketAssert.IsIPv6(bytes);
        Assert.Equal((8, EcnCodepoint.Ce, 0xABCDEu, 56), (view.Dscp, view.Ecn, view.FlowLabel, view.HopLimit));
        bytes[7] = 0;
        Ipv6Header.DecrementHopLimit(bytes);
        Assert.Equal(0, bytes[7]);
    }
}
