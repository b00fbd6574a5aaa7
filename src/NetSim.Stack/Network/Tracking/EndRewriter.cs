using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;

namespace NetSim.Stack.Network.Tracking;

/// <summary>
/// Puts another end into an IPv4 packet (RFC 3022 section 4): address, port or identifier, and all checksums that cover them, each brought
/// up to date by what has changed (RFC 1624), never made anew, so that what was broken before stays broken.
/// </summary>
internal static class EndRewriter
{
    private const int HeaderChecksumAt = 10, SourceAt = 12, DestinationAt = 16;
    private const int TcpChecksumAt = 16, UdpChecksumAt = 6, IcmpChecksumAt = 2, IdentifierAt = 4;

    /// <summary>Changes the packet itself.</summary>
    public static void Rewrite(Packet packet, in Flow flow, FlowEnd end, IpEndpoint to) =>
        Rewrite(packet.Bytes, flow, (end, to), packet.Checksum == ChecksumState.Partial);

    /// <summary>Changes the packet that an ICMP error quotes (RFC 5508 REQ-4, REQ-5), as far as it is quoted.</summary>
    /// <param name="error">The error, from its IP header on; its checksum is made anew afterwards by <see cref="FinishError"/>.</param>
    /// <param name="errorOffset">Where the ICMP header starts.</param>
    /// <param name="quoted">What is quoted.</param>
    /// <param name="change">Which end becomes what.</param>
    public static void RewriteQuoted(Packet error, int errorOffset, in Flow quoted, (FlowEnd End, IpEndpoint To) change) =>
        Rewrite(error.Bytes[(errorOffset + IcmpHeader.Length)..], quoted, change, isPartial: false);

    /// <summary>The quote lies under the checksum of the error, and changes in it cancel out but for what is cut off.</summary>
    public static void FinishError(Packet error, int errorOffset)
    {
        IcmpHeader.FillChecksum(error.Bytes[errorOffset..]);
        if (error.Checksum == ChecksumState.Partial) error.Checksum = ChecksumState.Verified;
    }

    private static void Rewrite(Span<byte> packet, in Flow flow, (FlowEnd End, IpEndpoint To) change, bool isPartial)
    {
        int addressAt = change.End == FlowEnd.Source ? SourceAt : DestinationAt;
        uint before = BinaryPrimitives.ReadUInt32BigEndian(packet[addressAt..]), after = change.To.Address.IPv4Value;
        BinaryPrimitives.WriteUInt32BigEndian(packet[addressAt..], after);
        Update(packet[HeaderChecksumAt..], before, after);

        Span<byte> transport = packet[flow.TransportOffset..];
        switch (flow.Kind)
        {
            case FlowKind.Segment or FlowKind.Datagram:
                int portAt = change.End == FlowEnd.Source ? 0 : 2;
                ushort port = BinaryPrimitives.ReadUInt16BigEndian(transport[portAt..]);
                BinaryPrimitives.WriteUInt16BigEndian(transport[portAt..], change.To.Port);
                int checksumAt = flow.Kind == FlowKind.Segment ? TcpChecksumAt : UdpChecksumAt;
                if (transport.Length < checksumAt + 2) return;
                Span<byte> field = transport[checksumAt..];
                if (isPartial) UpdatePartial(field, before, after);
                else UpdateTransport(field, flow.Kind, (before, after), (port, change.To.Port));
                break;
            case FlowKind.Query or FlowKind.Answer:
                ushort identifier = BinaryPrimitives.ReadUInt16BigEndian(transport[IdentifierAt..]);
                BinaryPrimitives.WriteUInt16BigEndian(transport[IdentifierAt..], change.To.Port);
                if (isPartial) return;
                Span<byte> checksum = transport[IcmpChecksumAt..];
                ushort old = BinaryPrimitives.ReadUInt16BigEndian(checksum);
                BinaryPrimitives.WriteUInt16BigEndian(checksum, InternetChecksum.Update(old, identifier, change.To.Port));
                break;
        }
    }

    private static void UpdateTransport(
        Span<byte> field, FlowKind kind, (uint Before, uint After) address, (ushort Before, ushort After) port)
    {
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(field);
        bool isDatagram = kind == FlowKind.Datagram;
        // RFC 768: none; it stays none (RFC 3022 4.1).
        if (isDatagram && checksum == 0) return;
        checksum = InternetChecksum.Update(InternetChecksum.Update(checksum, address.Before, address.After), port.Before, port.After);
        BinaryPrimitives.WriteUInt16BigEndian(field, isDatagram && checksum == 0 ? (ushort)0xFFFF : checksum);
    }

    /// <summary>Of a partial checksum the field has the sum of the pseudo header, not complemented, and ports are not in it.</summary>
    private static void UpdatePartial(Span<byte> field, uint before, uint after)
    {
        ushort sum = BinaryPrimitives.ReadUInt16BigEndian(field);
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)~InternetChecksum.Update((ushort)~sum, before, after));
    }

    private static void Update(Span<byte> field, uint before, uint after) =>
        BinaryPrimitives.WriteUInt16BigEndian(field, InternetChecksum.Update(BinaryPrimitives.ReadUInt16BigEndian(field), before, after));
}
