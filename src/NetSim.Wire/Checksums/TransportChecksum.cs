using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Checksums;

/// <summary>
/// The checksum of TCP, UDP, ICMP and ICMPv6. A fragment's checksum is over a message that is not here, and an unknown protocol has none:
/// both are left alone. Without a <see cref="LinkType"/> a packet's bytes start at the IP header.
/// </summary>
public static class TransportChecksum
{
    /// <summary>The value of the field of a <see cref="ChecksumState.Partial"/> packet: the folded pseudo-header sum, not complemented.</summary>
    public static ushort Partial(IpAddress source, IpAddress destination, IpProtocol protocol, int length) =>
        InternetChecksum.Fold(InternetChecksum.PseudoHeader(source, destination, protocol, length));

    /// <summary><see cref="Complete(Packet, LinkType)"/> of a packet that starts at the IP header.</summary>
    public static bool Complete(Packet packet) => Complete(packet, LinkType.Raw);

    /// <summary>
    /// <see cref="ChecksumState.Partial"/> becomes <see cref="ChecksumState.Verified"/>: fills the field in. Other packets stay as they are.
    /// </summary>
    /// <returns>False if the packet is partial but has no checksum field to fill in: its sender made a mistake. It becomes complete, as it is.</returns>
    public static bool Complete(Packet packet, LinkType link)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Checksum != ChecksumState.Partial) return true;
        bool found = TransportSpan.TryFind(packet.Bytes, link, out TransportSpan transport);
        if (found) Complete(packet.Bytes, transport);
        packet.Checksum = found ? ChecksumState.Verified : ChecksumState.Complete;
        return found;
    }

    /// <summary>Looks at the bytes, whatever the state says; true also if there is nothing to verify.</summary>
    public static bool IsValid(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return IsValid(packet.Bytes, LinkType.Raw);
    }

    /// <summary>
    /// True also if there is nothing to verify. Over IPv4 a UDP checksum of zero means "none" (RFC 768); over IPv6 it is wrong (RFC 8200 8.1).
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> packet, LinkType link)
    {
        if (!TransportSpan.TryFind(packet, link, out TransportSpan transport)) return true;
        ReadOnlySpan<byte> message = packet.Slice(transport.Offset, transport.Length);
        if (transport.Protocol == IpProtocol.Udp && message.U16(transport.ChecksumAt) == 0) return transport.IsIPv4(packet);
        return InternetChecksum.Fold(InternetChecksum.Sum(message, transport.PseudoHeader(packet, transport.Length))) == 0xFFFF;
    }

    /// <summary>Puts the folded pseudo-header sum into the field, as the sender of a partial packet does.</summary>
    internal static void WritePartial(Span<byte> packet, in TransportSpan transport) =>
        packet.PutU16(
            transport.Offset + transport.ChecksumAt,
            InternetChecksum.Fold(transport.PseudoHeader(packet, transport.Length)));

    /// <summary>The field holds the pseudo-header sum already, so the sum over all bytes, the field included, is what is to be complemented.</summary>
    internal static void Complete(Span<byte> packet, in TransportSpan transport)
    {
        Span<byte> message = packet.Slice(transport.Offset, transport.Length);
        ushort checksum = InternetChecksum.Compute(message);
        // Zero would mean "no checksum" (RFC 768); both are zero in one's complement.
        if (checksum == 0 && transport.Protocol == IpProtocol.Udp) checksum = 0xFFFF;
        message.PutU16(transport.ChecksumAt, checksum);
    }
}
