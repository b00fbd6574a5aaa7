using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Checksums;

/// <summary>
/// The checksum of TCP, UDP, ICMP and ICMPv6 in a packet whose <see cref="Packet.Bytes"/> start at the IP header. A fragment's checksum
/// is over a message that is not here, and an unknown protocol has none: both are left alone.
/// </summary>
public static class TransportChecksum
{
    /// <summary>The value of the field of a <see cref="ChecksumState.Partial"/> packet: the folded pseudo-header sum, not complemented.</summary>
    public static ushort Partial(IpAddress source, IpAddress destination, IpProtocol protocol, int length) =>
        InternetChecksum.Fold(InternetChecksum.PseudoHeader(source, destination, protocol, length));

    /// <summary>
    /// <see cref="ChecksumState.Partial"/> becomes <see cref="ChecksumState.Verified"/>: fills the field in. Other packets stay as they are.
    /// </summary>
    /// <returns>False if the packet is partial but has no checksum field to fill in: its sender made a mistake. It becomes complete, as it is.</returns>
    public static bool Complete(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Checksum != ChecksumState.Partial) return true;
        if (!TransportSpan.TryFind(packet.Bytes, out TransportSpan transport))
        {
            packet.Checksum = ChecksumState.Complete;
            return false;
        }
        Complete(packet.Bytes.Slice(transport.Offset, transport.Length), transport.Protocol);
        packet.Checksum = ChecksumState.Verified;
        return true;
    }

    /// <summary>Looks at the bytes, whatever the state says; true also if there is nothing to verify.</summary>
    public static bool IsValid(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return IsValid(packet.Bytes);
    }

    /// <summary>Over IPv4 a UDP checksum of zero means "none" (RFC 768); over IPv6 it is wrong (RFC 8200 8.1).</summary>
    /// <param name="ipPacket">From the IP header on.</param>
    public static bool IsValid(ReadOnlySpan<byte> ipPacket)
    {
        if (!TransportSpan.TryFind(ipPacket, out TransportSpan transport)) return true;
        ReadOnlySpan<byte> message = ipPacket.Slice(transport.Offset, transport.Length);
        if (transport.Protocol == IpProtocol.Udp && message.U16(transport.ChecksumAt) == 0) return ipPacket[0] >> 4 == 4;
        return InternetChecksum.Fold(InternetChecksum.Sum(message, transport.PseudoHeader(ipPacket))) == 0xFFFF;
    }

    /// <summary>The field holds the pseudo-header sum already, so the sum over all bytes, the field included, is what is to be complemented.</summary>
    internal static void Complete(Span<byte> message, IpProtocol protocol)
    {
        ushort checksum = InternetChecksum.Compute(message);
        // Zero would mean "no checksum" (RFC 768); both are zero in one's complement.
        if (checksum == 0 && protocol == IpProtocol.Udp) checksum = 0xFFFF;
        message.PutU16(TransportSpan.ChecksumOffset(protocol), checksum);
    }
}
