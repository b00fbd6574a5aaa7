using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Udp;

namespace NetSim.Wire.Buffers;

/// <summary>
/// Cuts a super-segment (<see cref="Packet.SegmentSize"/> &gt; 0) into the packets that it stands for, one at a time:
/// <code>
///   if (Segmentation.TryStart(super, LinkType.Raw, out Segmentation cut))
///       while (cut.TryTake(pool, out Packet? piece)) ...
///   super.Return();
/// </code>
/// The super-segment is borrowed. Each piece has the headers of the whole with its own lengths, sequence number, IPv4 identification,
/// flags and checksum, and the metadata of the whole.
/// </summary>
public struct Segmentation
{
    private readonly Packet _super;
    private readonly TransportSpan _whole;
    private readonly int _headerLength;
    private readonly int _end;
    private readonly PieceChecksum _checksum;
    private int _at;

    private enum PieceChecksum : byte
    {
        /// <summary>The field keeps the pseudo-header sum, now of the piece's length.</summary>
        Partial,

        /// <summary>The whole was right, so each piece is given the right one.</summary>
        Right,

        /// <summary>The whole was wrong, and so must be each piece: cutting mends nothing.</summary>
        Wrong,

        /// <summary>UDP over IPv4 without checksum.</summary>
        None,
    }

    private Segmentation(Packet super, in TransportSpan whole, int headerLength, PieceChecksum checksum)
    {
        _super = super;
        _whole = whole;
        _headerLength = headerLength;
        _end = whole.Offset + whole.Length;
        _checksum = checksum;
        _at = headerLength;
        int payload = _end - headerLength;
        Count = super.SegmentSize == 0 ? 1 : Math.Max(1, (payload + super.SegmentSize - 1) / super.SegmentSize);
    }

    /// <summary>How many pieces there are in all.</summary>
    public int Count { get; }

    /// <summary>How many were taken.</summary>
    public int Taken { get; private set; }

    /// <summary>False if the packet is no whole TCP segment or UDP datagram: there is no way to cut it.</summary>
    public static bool TryStart(Packet super, LinkType link, out Segmentation cut)
    {
        ArgumentNullException.ThrowIfNull(super);
        cut = default;
        ReadOnlySpan<byte> bytes = super.Bytes;
        if (!TransportSpan.TryFind(bytes, link, out TransportSpan whole)) return false;
        if (!whole.TryGetPayload(bytes, out int payloadOffset, out _)) return false;
        cut = new Segmentation(super, whole, payloadOffset, ChecksumOfPieces(super, whole));
        return true;
    }

    /// <summary>The next piece, which the caller owns.</summary>
    public bool TryTake(PacketPool pool, [NotNullWhen(true)] out Packet? piece)
    {
        ArgumentNullException.ThrowIfNull(pool);
        piece = null;
        if (Taken == Count) return false;
        int length = Taken == Count - 1 ? _end - _at : _super.SegmentSize;
        piece = pool.Rent(_headerLength + length);
        _super.Bytes[.._headerLength].CopyTo(piece.Append(_headerLength));
        _super.Bytes.Slice(_at, length).CopyTo(piece.Append(length));
        piece.CopyMetadata(_super);
        piece.SegmentSize = 0;
        WriteIp(piece.Bytes);
        Span<byte> transport = piece.Bytes[_whole.Offset..];
        if (_whole.Protocol == IpProtocol.Tcp) WriteTcp(transport);
        else UdpHeader.SetLength(transport, transport.Length);
        WriteChecksum(piece);
        _at += length;
        Taken++;
        return true;
    }

    private static PieceChecksum ChecksumOfPieces(Packet super, in TransportSpan whole)
    {
        if (super.Checksum == ChecksumState.Partial) return PieceChecksum.Partial;
        ReadOnlySpan<byte> bytes = super.Bytes;
        bool none = whole.Protocol == IpProtocol.Udp && whole.IsIPv4(bytes) && bytes.U16(whole.Offset + UdpHeader.ChecksumAt) == 0;
        if (none) return PieceChecksum.None;
        bool right = super.Checksum == ChecksumState.Verified || TransportChecksum.IsValid(bytes[whole.IpOffset..], LinkType.Raw);
        return right ? PieceChecksum.Right : PieceChecksum.Wrong;
    }

    /// <summary>Identifications count up from that of the whole, unless DF is set: then they mean nothing (RFC 6864 4.1).</summary>
    private readonly void WriteIp(Span<byte> piece)
    {
        Span<byte> header = piece[_whole.IpOffset..];
        if (_whole.IsIPv4(piece))
        {
            Ipv4Header.SetLength(header, header.Length);
            bool dontFragment = (header[Ipv4Header.FlagsAt] & 0x40) != 0;
            if (!dontFragment) Ipv4Header.SetIdentification(header, (ushort)(header.U16(Ipv4Header.IdentificationAt) + Taken));
            return;
        }
        Ipv6Header.SetPayloadLength(header, header.Length - Ipv6Header.Length);
    }

    private readonly void WriteTcp(Span<byte> segment)
    {
        uint before = (uint)(_at - _headerLength);
        segment.PutU32(TcpHeader.SequenceNumberAt, segment.U32(TcpHeader.SequenceNumberAt) + before);
        int flags = segment.U16(TcpHeader.OffsetAt);
        if (Taken < Count - 1) flags &= ~(int)(TcpFlags.Fin | TcpFlags.Psh);
        // The sender reduced its window once (RFC 3168 6.1.2).
        if (Taken > 0) flags &= ~(int)TcpFlags.Cwr;
        ushort urgent = segment.U16(TcpHeader.UrgentPointerAt);
        if ((flags & (int)TcpFlags.Urg) != 0 && urgent > before) segment.PutU16(TcpHeader.UrgentPointerAt, (ushort)(urgent - before));
        else if (before > 0)
        {
            flags &= ~(int)TcpFlags.Urg;
            segment.PutU16(TcpHeader.UrgentPointerAt, 0);
        }
        segment.PutU16(TcpHeader.OffsetAt, (ushort)flags);
    }

    private readonly void WriteChecksum(Packet piece)
    {
        if (_checksum == PieceChecksum.None) return;
        Span<byte> bytes = piece.Bytes;
        TransportSpan part = _whole with { Length = bytes.Length - _whole.Offset };
        int at = part.Offset + part.ChecksumAt;
        if (_checksum == PieceChecksum.Partial)
        {
            // Only the length is exchanged, so that a routing header's final destination stays in the sum.
            bytes.PutU16(at, InternetChecksum.Fold((uint)bytes.U16(at) + (ushort)~_whole.Length + (uint)part.Length));
            return;
        }
        TransportChecksum.WritePartial(bytes, part);
        TransportChecksum.Complete(bytes, part);
        piece.Checksum = ChecksumState.Verified;
        if (_checksum == PieceChecksum.Right) return;
        ushort wrong = (ushort)(bytes.U16(at) ^ 1);
        bytes.PutU16(at, wrong == 0 ? (ushort)2 : wrong);
        piece.Checksum = ChecksumState.Complete;
    }
}
