using NetSim.Simulation.Queues;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>RFC 3168 section 5: only what its transport understands is marked, and the packet stays right.</summary>
public sealed class CongestionMarkTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Theory]
    [InlineData(EcnCodepoint.NotEct, LinkType.Ethernet, 4)]
    [InlineData(EcnCodepoint.Ect0, LinkType.Ethernet, 4)]
    [InlineData(EcnCodepoint.Ect1, LinkType.Ethernet, 4)]
    [InlineData(EcnCodepoint.Ce, LinkType.Ethernet, 4)]
    [InlineData(EcnCodepoint.NotEct, LinkType.Raw, 4)]
    [InlineData(EcnCodepoint.Ect0, LinkType.Raw, 4)]
    [InlineData(EcnCodepoint.NotEct, LinkType.Ethernet, 6)]
    [InlineData(EcnCodepoint.Ect1, LinkType.Ethernet, 6)]
    [InlineData(EcnCodepoint.Ce, LinkType.Raw, 6)]
    [InlineData(EcnCodepoint.Ect0, LinkType.Raw, 6)]
    public void What_can_be_marked_is(EcnCodepoint before, LinkType link, int version)
    {
        Packet packet = Make(before, link, version);
        Assert.Equal(before != EcnCodepoint.NotEct, CongestionMark.TrySet(packet, link));
        Span<byte> ip = packet.Bytes[(link == LinkType.Ethernet ? EthernetView.HeaderLength : 0)..];
        EcnCodepoint expected = before == EcnCodepoint.NotEct ? EcnCodepoint.NotEct : EcnCodepoint.Ce;
        if (version == 4)
        {
            Assert.True(Ipv4View.TryParse(ip, out Ipv4View view));
            Assert.Equal((expected, 46), (view.Ecn, view.Dscp));
            Assert.True(Ipv4Header.IsChecksumValid(ip));
        }
        else
        {
            Assert.True(Ipv6View.TryParse(ip, out Ipv6View view));
            Assert.Equal((expected, 46, 0xABCDEu), (view.Ecn, view.Dscp, view.FlowLabel));
        }
        packet.Return();
    }

    [Fact]
    public void What_is_no_ip_is_left_alone()
    {
        Packet packet = _pool.Rent(60);
        Span<byte> bytes = packet.Append(60);
        bytes.Fill(0xFF);
        EthernetHeader.Write(bytes, default, default, EtherType.Arp);
        Assert.False(CongestionMark.TrySet(packet, LinkType.Ethernet));
        packet.Truncate(7);
        Assert.False(CongestionMark.TrySet(packet, LinkType.Ethernet));
        Assert.False(CongestionMark.TrySet(packet, LinkType.Raw));
        packet.Return();
    }

    private Packet Make(EcnCodepoint ecn, LinkType link, int version)
    {
        int header = link == LinkType.Ethernet ? EthernetView.HeaderLength : 0, length = version == 4 ? 28 : 48;
        Packet packet = _pool.Rent(header + length);
        Span<byte> bytes = packet.Append(header + length);
        bytes.Clear();
        if (header > 0) EthernetHeader.Write(bytes, default, default, version == 4 ? EtherType.IPv4 : EtherType.IPv6);
        if (version == 4)
        {
            Ipv4Header.Write(bytes[header..], new Ipv4Fields
            {
                TotalLength = length, Dscp = 46, Ecn = ecn, Protocol = IpProtocol.Udp, TimeToLive = 3,
                Source = IpAddress.FromIPv4(0xC0000201), Destination = IpAddress.FromIPv4(0xC0000202),
            });
        }
        else
        {
            Ipv6Header.Write(bytes[header..], new Ipv6Fields
            {
                PayloadLength = 8, Dscp = 46, Ecn = ecn, FlowLabel = 0xABCDE, NextHeader = IpProtocol.Udp, HopLimit = 3,
                Source = IpAddress.Parse("fd00::1"), Destination = IpAddress.Parse("fd00::2"),
            });
        }
        return packet;
    }
}
