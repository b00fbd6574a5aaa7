using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Ip;

public sealed class QuotedPacketTests
{
    [Fact]
    public void The_packet_in_an_error_of_another_program_is_read()
    {
        Assert.True(QuotedPacket.TryParse(PacketAssert.IsIcmp(ForeignPackets.FragmentationNeeded).Payload, out QuotedPacket quoted));
        Assert.Equal(AddressFamily.IPv4, quoted.Family);
        Assert.Equal(IpAddress.Parse("192.0.2.1"), quoted.Source);
        Assert.Equal(IpAddress.Parse("198.51.100.2"), quoted.Destination);
        Assert.Equal((IpProtocol.Tcp, 40000, 443), (quoted.Protocol, quoted.SourcePort, quoted.DestinationPort));
        Assert.True(quoted.TryGetSequenceNumber(out SequenceNumber number));
        Assert.Equal(new SequenceNumber(77), number);
    }

    [Fact]
    public void Eight_bytes_behind_the_header_are_enough_although_lengths_say_more()
    {
        byte[] packet = PacketBuilder.IPv4().IPv4Options(1, 1, 1, 0).Tcp(1, 2, sequence: 3).Payload(1000).ToBytes()[..32];
        Assert.True(QuotedPacket.TryParse(packet, out QuotedPacket quoted));
        Assert.Equal((24, 1, 2), (quoted.TransportOffset, quoted.SourcePort, quoted.DestinationPort));
        Assert.True(quoted.TryGetSequenceNumber(out _));
    }

    [Fact]
    public void What_was_not_quoted_is_zero()
    {
        Assert.True(QuotedPacket.TryParse(PacketBuilder.IPv4().Udp().ToBytes().AsSpan(0, 22), out QuotedPacket quoted));
        Assert.Equal((40000, 0), (quoted.SourcePort, quoted.DestinationPort));
        Assert.True(QuotedPacket.TryParse(PacketBuilder.IPv4().Tcp().ToBytes().AsSpan(0, 27), out quoted));
        Assert.False(quoted.TryGetSequenceNumber(out _));
    }

    [Fact]
    public void Extension_headers_are_passed_over()
    {
        Assert.True(QuotedPacket.TryParse(Samples.ExtendedPackets[0], out QuotedPacket quoted));
        Assert.Equal((IpProtocol.Udp, 88, 53), (quoted.Protocol, quoted.TransportOffset, quoted.DestinationPort));
        Assert.Equal(AddressFamily.IPv6, quoted.Family);
    }

    [Fact]
    public void A_later_fragment_belongs_to_nobody()
    {
        Assert.False(QuotedPacket.TryParse(Samples.IPv4Packets[5], out _));
        Assert.False(QuotedPacket.TryParse(Samples.ExtendedPackets[1], out _));
    }

    [Fact]
    public void The_first_fragment_belongs_to_its_socket()
    {
        byte[] packet = PacketBuilder.IPv4().WithIPv4(f => f with { MoreFragments = true }).Udp(7, 8).Payload(8).ToBytes();
        Assert.True(QuotedPacket.TryParse(packet, out QuotedPacket quoted));
        Assert.Equal(7, quoted.SourcePort);
    }
}
