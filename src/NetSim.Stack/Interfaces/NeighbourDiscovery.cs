using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// Neighbour solicitations and advertisements (RFC 4861 section 7). Stateless: what is known stands in the neighbour cache.
/// What routers say is read by <see cref="RouterMessages"/>, and addresses are tried by <see cref="AddressProbing"/>.
/// </summary>
internal static class NeighbourDiscovery
{
    private const int NextHeaderAt = 6;

    /// <summary>Header, flags, target (RFC 4861 4.3 and 4.4) and one link-layer address.</summary>
    private const int MessageLength = 24 + NdpOptionWriter.LinkLayerAddressLength;

    private const NeighborAdvertisementFlags SolicitedAnswer = NeighborAdvertisementFlags.Solicited | NeighborAdvertisementFlags.Override;

    /// <summary>
    /// A message of this protocol directly behind the IPv6 header; behind extension headers none is accepted (RFC 6980 forbids the
    /// fragment header).
    /// </summary>
    public static bool IsMessage(ReadOnlySpan<byte> ipPacket) =>
        ipPacket.Length > Ipv6Header.Length
        && ipPacket[NextHeaderAt] == (byte)IpProtocol.Icmpv6
        && ipPacket[Ipv6Header.Length] is >= (byte)Icmpv6Type.RouterSolicitation and <= (byte)Icmpv6Type.Redirect;

    /// <summary>Reads a message and answers it.</summary>
    /// <returns>Why it was not understood; null if it was.</returns>
    public static DropReason? OnMessage(Instant now, Packet packet, NetworkInterface port)
    {
        if (!Ipv6View.TryParse(packet.Bytes, out Ipv6View ip) || ip.HopLimit != NdpMessage.HopLimit) return DropReason.Malformed;
        // What looked like a message may lie behind the end that the length field says.
        if (ip.Payload.IsEmpty) return DropReason.Malformed;
        if (packet.Checksum == ChecksumState.Complete && !Icmpv6Header.IsChecksumValid(ip.Payload, ip.Source, ip.Destination))
        {
            return DropReason.Checksum;
        }
        return (Icmpv6Type)ip.Payload[0] switch
        {
            Icmpv6Type.NeighborSolicitation => OnSolicitation(now, ip, port),
            Icmpv6Type.NeighborAdvertisement => OnAdvertisement(now, ip, port),
            Icmpv6Type.RouterSolicitation => RouterMessages.OnSolicitation(now, ip, port),
            Icmpv6Type.RouterAdvertisement => RouterMessages.OnAdvertisement(now, ip, port),
            _ => RouterMessages.OnRedirect(now, ip, port),
        };
    }

    /// <summary>RFC 4861 7.1.1, 7.2.3 and 7.2.4.</summary>
    private static DropReason? OnSolicitation(Instant now, in Ipv6View ip, NetworkInterface port)
    {
        if (!NeighborSolicitationView.TryParse(ip.Payload, out NeighborSolicitationView message)) return DropReason.Malformed;
        bool hasSource = message.Options.TryFindLinkLayerAddress(NdpOptionType.SourceLinkLayerAddress, out MacAddress sourceMac);
        bool isProbe = ip.Source.IsUnspecified;
        if (ip.Source.IsMulticast || hasSource && sourceMac.IsGroup) return DropReason.Malformed;
        if (isProbe && (hasSource || ip.Destination != message.Target.SolicitedNode)) return DropReason.Malformed;
        if (!port.Addresses.Contains(message.Target)) return OnForeignSolicitation(now, message.Target, isProbe, port);
        if (isProbe)
        {
            // Somebody wants the address that we have: everybody is told whose it is (RFC 4861 7.2.4).
            Announce(port, message.Target);
            return null;
        }
        Packet answer = MakeAdvertisement(port, message.Target, ip.Source, SolicitedAnswer);
        if (hasSource)
        {
            port.Neighbours.Learn(now, ip.Source, sourceMac);
            port.Emit(answer, sourceMac, EtherType.IPv6);
        }
        else
        {
            port.EmitTo(now, answer, ip.Source);
        }
        return null;
    }

    /// <summary>RFC 4862 5.4.3: an address that is being tried is answered for to nobody, and somebody else who tries it has it.</summary>
    private static DropReason? OnForeignSolicitation(Instant now, IpAddress target, bool isProbe, NetworkInterface port)
    {
        if (!port.IsTentative(target)) return DropReason.NotForUs;
        if (isProbe) port.OnTentativeConflict(now, target);
        return null;
    }

    /// <summary>RFC 4861 7.1.2 and 7.2.5.</summary>
    private static DropReason? OnAdvertisement(Instant now, in Ipv6View ip, NetworkInterface port)
    {
        if (!NeighborAdvertisementView.TryParse(ip.Payload, out NeighborAdvertisementView message)) return DropReason.Malformed;
        if (ip.Destination.IsMulticast && message.IsSolicited) return DropReason.Malformed;
        if (port.Addresses.Contains(message.Target))
        {
            port.OnAddressConflict(now, message.Target);
            return null;
        }
        // RFC 4862 5.4.4.
        if (port.OnTentativeConflict(now, message.Target)) return null;
        Neighbour? neighbour = port.Neighbours.Find(message.Target);
        if (neighbour is null) return DropReason.Ignored;
        bool hasMac = message.Options.TryFindLinkLayerAddress(NdpOptionType.TargetLinkLayerAddress, out MacAddress mac);
        if (hasMac && mac.IsGroup) return DropReason.Malformed;
        if (neighbour.State == NeighbourState.Incomplete)
        {
            if (!hasMac) return DropReason.Ignored;
            neighbour.IsRouter = message.IsRouter;
            if (message.IsSolicited) port.Neighbours.Confirm(now, neighbour, mac);
            else port.Neighbours.Refresh(neighbour, mac);
            return null;
        }
        Update(now, port, neighbour, message, hasMac ? mac : neighbour.Mac);
        return null;
    }

    /// <summary>The table of RFC 4861 appendix C for entries that are known already.</summary>
    private static void Update(
        Instant now, NetworkInterface port, Neighbour neighbour, in NeighborAdvertisementView message, MacAddress mac)
    {
        if (!message.IsOverride && mac != neighbour.Mac)
        {
            port.Neighbours.Suspect(neighbour);
            return;
        }
        if (neighbour.IsRouter && !message.IsRouter) port.Discovery?.OnNoRouter(neighbour.Address);
        neighbour.IsRouter = message.IsRouter;
        if (message.IsSolicited) port.Neighbours.Confirm(now, neighbour, mac);
        else port.Neighbours.Refresh(neighbour, mac);
    }

    /// <summary>RFC 4861 7.2.2: to the solicited-node group, or to the neighbour itself while it is being probed.</summary>
    public static void Solicit(NetworkInterface port, Neighbour neighbour)
    {
        bool isProbe = neighbour.State == NeighbourState.Probe;
        IpAddress destination = isProbe ? neighbour.Address : neighbour.Address.SolicitedNode;
        if (!port.Addresses.TryFindFor(neighbour.Address, out IpAddress source) || source.IsIPv4) source = IpAddress.AnyIPv6;
        Packet packet = port.Rent();
        Span<byte> message = packet.Append(MessageLength);
        int length = NdpMessage.WriteNeighborSolicitation(message, neighbour.Address);
        // RFC 4861 4.3: without a source address there must be no option either.
        if (source.IsUnspecified) packet.Truncate(length);
        else NdpOptionWriter.WriteLinkLayerAddress(message[length..], NdpOptionType.SourceLinkLayerAddress, port.Mac);
        AddHeader(packet, source, destination);
        port.Emit(packet, isProbe ? neighbour.Mac : LinkLayerMapping.GroupMac(destination), EtherType.IPv6);
    }

    /// <summary>Asks for an address without claiming it (RFC 4862 5.4.2).</summary>
    public static void Probe(NetworkInterface port, IpAddress address)
    {
        Packet packet = port.Rent();
        IpAddress group = address.SolicitedNode;
        packet.Append(MessageLength);
        packet.Truncate(NdpMessage.WriteNeighborSolicitation(packet.Bytes, address));
        AddHeader(packet, IpAddress.AnyIPv6, group);
        port.Emit(packet, LinkLayerMapping.GroupMac(group), EtherType.IPv6);
    }

    /// <summary>Tells everybody that the address is here (RFC 4861 7.2.6).</summary>
    public static void Announce(NetworkInterface port, IpAddress address)
    {
        Packet packet = MakeAdvertisement(port, address, LinkLayerMapping.AllNodes, NeighborAdvertisementFlags.Override);
        port.Emit(packet, LinkLayerMapping.GroupMac(LinkLayerMapping.AllNodes), EtherType.IPv6);
    }

    private static Packet MakeAdvertisement(
        NetworkInterface port, IpAddress target, IpAddress destination, NeighborAdvertisementFlags flags)
    {
        if (port.IsRouter) flags |= NeighborAdvertisementFlags.Router;
        Packet packet = port.Rent();
        Span<byte> message = packet.Append(MessageLength);
        int length = NdpMessage.WriteNeighborAdvertisement(message, target, flags);
        NdpOptionWriter.WriteLinkLayerAddress(message[length..], NdpOptionType.TargetLinkLayerAddress, port.Mac);
        AddHeader(packet, target, destination);
        return packet;
    }

    /// <summary>Checksum and IPv6 header with the hop limit that only neighbours can send with.</summary>
    public static void AddHeader(Packet packet, IpAddress source, IpAddress destination)
    {
        Icmpv6Header.FillChecksum(packet.Bytes, source, destination);
        var fields = new Ipv6Fields
        {
            PayloadLength = packet.Length,
            NextHeader = IpProtocol.Icmpv6,
            HopLimit = NdpMessage.HopLimit,
            Source = source,
            Destination = destination,
        };
        Ipv6Header.Write(packet.Prepend(Ipv6Header.Length), fields);
        packet.Checksum = ChecksumState.Verified;
    }
}
