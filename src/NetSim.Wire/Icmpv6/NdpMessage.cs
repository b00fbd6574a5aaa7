using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv6;

namespace NetSim.Wire.Icmpv6;

/// <summary>
/// Writes neighbour discovery messages (RFC 4861 section 4). Each method returns the bytes written; further options may follow
/// (<see cref="NdpOptionWriter"/>), and <see cref="Icmpv6Header.FillChecksum"/> comes last. The IPv6 hop limit must be 255.
/// </summary>
public static class NdpMessage
{
    /// <summary>The only hop limit that is accepted: so the sender is a neighbour.</summary>
    public const byte HopLimit = 255;

    /// <param name="bytes">At least 24 bytes.</param>
    /// <param name="target">The address that is asked for.</param>
    /// <returns>24; a source link-layer address follows unless the source address is unspecified (RFC 4861 4.3).</returns>
    public static int WriteNeighborSolicitation(Span<byte> bytes, IpAddress target)
    {
        Icmpv6Header.Write(bytes, Icmpv6Type.NeighborSolicitation, 0, 0);
        Ipv6Header.WriteAddress(bytes[NeighborSolicitationView.TargetAt..], target);
        return NeighborSolicitationView.FixedLength;
    }

    /// <returns>24; a target link-layer address follows.</returns>
    public static int WriteNeighborAdvertisement(Span<byte> bytes, IpAddress target, NeighborAdvertisementFlags flags)
    {
        Icmpv6Header.Write(bytes, Icmpv6Type.NeighborAdvertisement, 0, (uint)flags << 24);
        Ipv6Header.WriteAddress(bytes[NeighborAdvertisementView.TargetAt..], target);
        return NeighborAdvertisementView.FixedLength;
    }

    /// <returns>8; a source link-layer address follows unless the source address is unspecified (RFC 4861 4.1).</returns>
    public static int WriteRouterSolicitation(Span<byte> bytes)
    {
        Icmpv6Header.Write(bytes, Icmpv6Type.RouterSolicitation, 0, 0);
        return RouterSolicitationView.FixedLength;
    }

    /// <returns>16.</returns>
    public static int WriteRouterAdvertisement(Span<byte> bytes, in RouterAdvertisementFields fields)
    {
        uint rest = (uint)(fields.CurrentHopLimit << 24 | (byte)fields.Flags << 16 | fields.RouterLifetimeSeconds);
        Icmpv6Header.Write(bytes, Icmpv6Type.RouterAdvertisement, 0, rest);
        bytes.PutU32(RouterAdvertisementView.ReachableTimeAt, fields.ReachableTimeMilliseconds);
        bytes.PutU32(RouterAdvertisementView.RetransmitTimerAt, fields.RetransmitTimerMilliseconds);
        return RouterAdvertisementView.FixedLength;
    }

    /// <param name="bytes">At least 40 bytes.</param>
    /// <param name="target">The better first hop; the destination itself if that is a neighbour.</param>
    /// <param name="destination">Of the redirected packet.</param>
    /// <returns>40.</returns>
    public static int WriteRedirect(Span<byte> bytes, IpAddress target, IpAddress destination)
    {
        Icmpv6Header.Write(bytes, Icmpv6Type.Redirect, 0, 0);
        Ipv6Header.WriteAddress(bytes[RedirectView.TargetAt..], target);
        Ipv6Header.WriteAddress(bytes[RedirectView.DestinationAt..], destination);
        return RedirectView.FixedLength;
    }
}
