using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;

namespace NetSim.Stack.Network;

/// <summary>Cuts IPv4 packets (RFC 791 section 3.2). A fragment can be cut again.</summary>
internal static class Ipv4Fragmenter
{
    /// <summary>
    /// Cuts the packet, whose egress and next hop are set, into pieces of at most <paramref name="mtu"/> bytes, and queues them in order.
    /// </summary>
    public static void Cut(Packet packet, int mtu, IpLayer ip)
    {
        // The transport checksum is over all pieces, so it must be filled in while they are together.
        TransportChecksum.Complete(packet);
        Ipv4View view = KnownPacket.ViewIPv4(packet);
        Span<byte> laterHeader = stackalloc byte[Ipv4Header.MaxLength];
        int laterLength = WriteLaterHeader(view, laterHeader);

        int firstPiece = PieceLength(mtu, view.HeaderLength);
        PacketQueue later = default;
        for (int at = firstPiece; at < view.Payload.Length;)
        {
            ReadOnlySpan<byte> rest = view.Payload[at..];
            int length = Math.Min(rest.Length, PieceLength(mtu, laterLength));
            bool isEnd = length == rest.Length && !view.MoreFragments;
            Packet piece = ip.Pool.Rent(laterLength + length);
            piece.CopyMetadata(packet);
            Span<byte> bytes = piece.Append(laterLength + length);
            laterHeader[..laterLength].CopyTo(bytes);
            rest[..length].CopyTo(bytes[laterLength..]);
            SetPlace(bytes, view.FragmentOffset + at, isEnd ? FragmentPlace.Last : FragmentPlace.MoreFollow);
            later.Enqueue(piece);
            at += length;
        }
        // The packet itself becomes the first piece, and must not be shortened before the others are copied from it.
        int offset = view.FragmentOffset;
        packet.Truncate(view.HeaderLength + firstPiece);
        SetPlace(packet.Bytes, offset, FragmentPlace.MoreFollow);
        ip.Counters.FragmentsMade += 1 + later.Count;
        ip.Enqueue(packet);
        while (later.TryDequeue(out Packet? next)) ip.Enqueue(next);
    }

    private static int PieceLength(int mtu, int headerLength) => mtu - headerLength & ~7;

    private static void SetPlace(Span<byte> bytes, int offset, FragmentPlace place)
    {
        Ipv4Header.SetLength(bytes, bytes.Length);
        Ipv4Header.SetFragment(bytes, offset, place);
    }

    /// <summary>Of the options only those with the copied flag stand in later fragments.</summary>
    private static int WriteLaterHeader(in Ipv4View view, Span<byte> header)
    {
        view.Header[..Ipv4Header.MinLength].CopyTo(header);
        int length = Ipv4Header.MinLength + Ipv4Options.WriteCopied(view.Options, header[Ipv4Header.MinLength..]);
        header[0] = (byte)(4 << 4 | length / 4);
        Ipv4Header.FillChecksum(header);
        return length;
    }
}
