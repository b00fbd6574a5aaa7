using System.Buffers.Binary;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Network;

/// <summary>
/// The fast way through a router: one straight method for each family, for packets with nothing special about them. Whatever is special
/// (options, a TTL that ends, a packet too long, an address that looks wrong, a packet for this node) is left untouched to the receivers,
/// which know every rule and every reason.
/// </summary>
internal sealed class Forwarder(IpLayer ip)
{
    private const byte PlainIPv4 = 4 << 4 | 5;

    private readonly RoutingTable _routes = ip.Routes;
    private readonly StackCounters _counters = ip.Counters;

    /// <summary>Forwards the packet if that takes no thought: egress and next hop are set then.</summary>
    public bool TryForward(Packet packet)
    {
        if (packet.IsLinkGroup) return false;
        Span<byte> bytes = packet.Bytes;
        if (bytes.Length < Ipv4Header.MinLength) return false;
        return bytes[0] == PlainIPv4 ? TryForwardIPv4(packet, bytes) : TryForwardIPv6(packet, bytes);
    }

    /// <summary>RFC 1812 5.2.2 (validate), 5.2.4 (look up), 5.3.1 (TTL).</summary>
    private bool TryForwardIPv4(Packet packet, Span<byte> bytes)
    {
        const int LengthAt = 2, TtlAt = 8, ChecksumAt = 10, SourceAt = 12, DestinationAt = 16;
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[LengthAt..]) != bytes.Length) return false;
        if (packet.Checksum == ChecksumState.Complete && !Ipv4Header.IsChecksumValid(bytes)) return false;
        uint source = BinaryPrimitives.ReadUInt32BigEndian(bytes[SourceAt..]);
        uint destination = BinaryPrimitives.ReadUInt32BigEndian(bytes[DestinationAt..]);
        if (!AddressRules.IsPlainIPv4(source) || !AddressRules.IsPlainIPv4(destination)) return false;
        if (AddressRules.IsLinkLocalIPv4(source) || AddressRules.IsLinkLocalIPv4(destination)) return false;
        if (bytes[TtlAt] <= 1) return false;
        Route? route = _routes.FindIPv4(destination);
        if (route is not { Kind: RouteKind.Unicast }) return false;
        if (_routes.HasMultipath) route = _routes.Choose(route, packet);
        NetworkInterface egress = route.Interface;
        // The sender may be better off without this router, and should hear of it.
        if (egress.Index == packet.Ingress) return false;
        if (bytes.Length > egress.Mtu && SegmentLength.Of(packet) > egress.Mtu) return false;

        // One off the high byte of the word of TTL and protocol adds 0x0100 to the complemented sum; 0xFFFF would be minus zero (RFC 1624
        // section 3).
        bytes[TtlAt]--;
        uint checksum = BinaryPrimitives.ReadUInt16BigEndian(bytes[ChecksumAt..]) + 0x0100u;
        if (checksum >= 0xFFFF) checksum++;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[ChecksumAt..], (ushort)checksum);
        packet.Egress = egress.Index;
        packet.NextHop = route.HasGateway ? route.Gateway : IpAddress.FromIPv4(destination);
        _counters.ForwardedPackets++;
        return true;
    }

    /// <summary>RFC 8200 section 3; a hop-by-hop header, which a router looks at, is special.</summary>
    private bool TryForwardIPv6(Packet packet, Span<byte> bytes)
    {
        const int NextHeaderAt = 6, HopLimitAt = 7;
        if (bytes.Length < Ipv6Header.Length || bytes[NextHeaderAt] == 0 || bytes[HopLimitAt] <= 1) return false;
        if (!Ipv6View.TryParse(bytes, out Ipv6View view) || view.Bytes.Length != bytes.Length) return false;
        IpAddress source = view.Source, destination = view.Destination;
        if (source.IsMulticast || source.IsUnspecified || source.IsLinkLocal || source.IsLoopback) return false;
        if (destination.IsMulticast || destination.IsUnspecified || destination.IsLinkLocal || destination.IsLoopback) return false;
        Route? route = _routes.Find(destination);
        if (route is not { Kind: RouteKind.Unicast }) return false;
        if (_routes.HasMultipath) route = _routes.Choose(route, packet);
        NetworkInterface egress = route.Interface;
        // The sender may be better off without this router, and should hear of it.
        if (egress.Index == packet.Ingress) return false;
        if (bytes.Length > egress.Mtu && SegmentLength.Of(packet) > egress.Mtu) return false;

        bytes[HopLimitAt]--;
        packet.Egress = egress.Index;
        packet.NextHop = route.NextHop(destination);
        _counters.ForwardedPackets++;
        return true;
    }
}
