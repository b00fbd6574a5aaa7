using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Wire.Buffers;

/// <summary>
/// Makes super-segments of TCP segments that follow one another, the reverse of <see cref="Segmentation"/>, as GRO does in Linux: what is
/// put together here comes out of <see cref="Segmentation"/> to the byte. The segments of a flow stay in their order.
/// <code>
///   if (!coalescer.TryKeep(packet)) ... packet goes by itself, behind what TryTake has
///   while (coalescer.TryTake(out Coalesced whole)) ...
/// </code>
/// </summary>
/// <param name="pool">Where the super-segments come from.</param>
/// <param name="link">What packets start with.</param>
public sealed class SegmentCoalescer(PacketPool pool, LinkType link)
{
    /// <summary>Flows at a time. More of them means less to put together in each, so that there is little to win.</summary>
    private const int MaxFlows = 8;

    private const int MaxIpPacket = ushort.MaxValue;

    private readonly Kept[] _kept = new Kept[MaxFlows];
    private readonly Queue<Coalesced> _done = new(2 * MaxFlows);
    private int _count;

    /// <summary>A segment, or several in one, that wait for the next one.</summary>
    private struct Kept
    {
        public Packet Packet;
        public TransportSpan Span;
        public int HeaderLength;
        public int SegmentSize;
        public int Count;

        public readonly uint NextSequence => Packet.Bytes.U32(Span.Offset + TcpHeader.SequenceNumberAt) + (uint)(Packet.Length - HeaderLength);
    }

    /// <summary>Whether <see cref="Finish"/> would bring anything.</summary>
    public bool IsEmpty => _count == 0 && _done.Count == 0;

    /// <summary>Takes a packet if others may be added to it. Others of its flow that it cannot follow are done.</summary>
    /// <returns>False: the packet stays the caller's, and what <see cref="TryTake"/> has goes before it.</returns>
    public bool TryKeep(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.SegmentSize > 0 && _count == 0) return false;
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (!TransportSpan.TryFind(bytes, link, out TransportSpan span) || span.Protocol != IpProtocol.Tcp) return false;
        int at = FindFlow(bytes, span);
        if (!CanStart(packet, span, out int headerLength, out bool isLast))
        {
            if (at >= 0) FinishAt(at);
            return false;
        }

        if (at >= 0 && CanFollow(_kept[at], packet, span, headerLength))
        {
            Append(ref _kept[at], packet, headerLength);
            if (isLast || bytes.Length - headerLength < _kept[at].SegmentSize) FinishAt(at);
            return true;
        }

        if (at >= 0) FinishAt(at);
        if (isLast) return false;
        if (_count == MaxFlows) FinishAt(0);
        _kept[_count++] = new Kept { Packet = packet, Span = span, HeaderLength = headerLength, SegmentSize = packet.Length - headerLength, Count = 1 };
        return true;
    }

    /// <summary>No more will come for the time being.</summary>
    public void Finish()
    {
        while (_count > 0) FinishAt(0);
    }

    /// <summary>The next that is done. The caller owns its packet.</summary>
    public bool TryTake(out Coalesced done) => _done.TryDequeue(out done);

    private int FindFlow(ReadOnlySpan<byte> bytes, in TransportSpan span)
    {
        for (int i = 0; i < _count; i++)
        {
            ref Kept kept = ref _kept[i];
            ReadOnlySpan<byte> other = kept.Packet.Bytes;
            if (bytes.U32(span.Offset) == other.U32(kept.Span.Offset) && Addresses(bytes, span).SequenceEqual(Addresses(other, kept.Span))) return i;
        }

        return -1;
    }

    private static ReadOnlySpan<byte> Addresses(ReadOnlySpan<byte> packet, in TransportSpan span) => span.IsIPv4(packet)
        ? packet.Slice(span.IpOffset + Ipv4Header.SourceAt, 8)
        : packet.Slice(span.IpOffset + Ipv6Header.SourceAt, 32);

    /// <summary>Data and nothing but data, of right checksums (putting together must mend nothing), with nothing behind it.</summary>
    private bool CanStart(Packet packet, in TransportSpan span, out int headerLength, out bool isLast)
    {
        (headerLength, isLast) = (0, false);
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (packet.SegmentSize > 0 || span.Offset + span.Length != bytes.Length || !span.TryGetPayload(bytes, out headerLength, out int payload) || payload == 0) return false;
        var flags = (TcpFlags)(bytes.U16(span.Offset + TcpHeader.OffsetAt) & TcpHeader.FlagMask);
        if ((flags & ~(TcpFlags.Psh | TcpFlags.Ece)) != TcpFlags.Ack) return false;
        isLast = (flags & TcpFlags.Psh) != 0;
        if (span.IsIPv4(bytes) && !Ipv4Header.IsChecksumValid(bytes[span.IpOffset..span.Offset])) return false;
        return packet.Checksum != ChecksumState.Complete || TransportChecksum.IsValid(bytes, link);
    }

    /// <summary>Whether all that <see cref="Segmentation"/> copies from the whole to its pieces is the same, and all that it counts up goes on.</summary>
    private static bool CanFollow(in Kept kept, Packet packet, in TransportSpan span, int headerLength)
    {
        if (span.IpOffset != kept.Span.IpOffset || span.Offset != kept.Span.Offset || headerLength != kept.HeaderLength) return false;
        ReadOnlySpan<byte> bytes = packet.Bytes, before = kept.Packet.Bytes;
        int payload = bytes.Length - headerLength;
        if (payload > kept.SegmentSize || before.Length + payload - span.IpOffset > MaxIpPacket) return false;
        if (bytes.U32(span.Offset + TcpHeader.SequenceNumberAt) != kept.NextSequence) return false;
        return bytes[..span.IpOffset].SequenceEqual(before[..span.IpOffset]) && IsSameIp(kept, bytes, span) && IsSameTcp(before, bytes, span, headerLength);
    }

    private static bool IsSameIp(in Kept kept, ReadOnlySpan<byte> bytes, in TransportSpan span)
    {
        ReadOnlySpan<byte> header = bytes[span.IpOffset..span.Offset], before = kept.Packet.Bytes[span.IpOffset..span.Offset];
        if (!span.IsIPv4(bytes))
        {
            return header[..Ipv6Header.PayloadLengthAt].SequenceEqual(before[..Ipv6Header.PayloadLengthAt])
                && header[Ipv6Header.NextHeaderAt..].SequenceEqual(before[Ipv6Header.NextHeaderAt..]);
        }

        bool isCounted = (header[Ipv4Header.FlagsAt] & 0x40) == 0;
        ushort identification = (ushort)(before.U16(Ipv4Header.IdentificationAt) + (isCounted ? kept.Count : 0));
        return header[..Ipv4Header.TotalLengthAt].SequenceEqual(before[..Ipv4Header.TotalLengthAt])
            && header.U16(Ipv4Header.IdentificationAt) == identification
            && header[Ipv4Header.FlagsAt..Ipv4Header.ChecksumAt].SequenceEqual(before[Ipv4Header.FlagsAt..Ipv4Header.ChecksumAt])
            && header[Ipv4Header.SourceAt..].SequenceEqual(before[Ipv4Header.SourceAt..]);
    }

    /// <summary>But for the sequence number, the checksum, and PSH, which the last may have.</summary>
    private static bool IsSameTcp(ReadOnlySpan<byte> before, ReadOnlySpan<byte> bytes, in TransportSpan span, int headerLength)
    {
        ReadOnlySpan<byte> a = before[span.Offset..headerLength], b = bytes[span.Offset..headerLength];
        int flags = a.U16(TcpHeader.OffsetAt) ^ b.U16(TcpHeader.OffsetAt);
        return (flags & ~(int)TcpFlags.Psh) == 0
            && a.U32(TcpHeader.AcknowledgmentNumberAt) == b.U32(TcpHeader.AcknowledgmentNumberAt)
            && a.U16(TcpHeader.WindowAt) == b.U16(TcpHeader.WindowAt)
            && a[TcpHeader.UrgentPointerAt..].SequenceEqual(b[TcpHeader.UrgentPointerAt..]);
    }

    private void Append(ref Kept kept, Packet packet, int headerLength)
    {
        if (kept.Count == 1) kept.Packet = ToLarge(kept.Packet);
        ReadOnlySpan<byte> payload = packet.Bytes[headerLength..];
        payload.CopyTo(kept.Packet.Append(payload.Length));
        int flagsAt = kept.Span.Offset + TcpHeader.OffsetAt;
        kept.Packet.Bytes.PutU16(flagsAt, (ushort)(kept.Packet.Bytes.U16(flagsAt) | packet.Bytes.U16(flagsAt)));
        kept.Count++;
        packet.Return();
    }

    private Packet ToLarge(Packet small)
    {
        Packet large = pool.Rent(PacketPool.LargeCapacity - Packet.DefaultHeadroom);
        small.Bytes.CopyTo(large.Append(small.Length));
        small.Return();
        return large;
    }

    private void FinishAt(int index)
    {
        ref Kept kept = ref _kept[index];
        if (kept.Count > 1) Describe(kept);
        _done.Enqueue(new Coalesced(kept.Packet, kept.Count, kept.Packet.Length + (kept.Count - 1) * kept.HeaderLength));
        _count--;
        Array.Copy(_kept, index + 1, _kept, index, _count - index);
        _kept[_count] = default;
    }

    /// <summary>The header now speaks of the whole.</summary>
    private static void Describe(in Kept kept)
    {
        Span<byte> bytes = kept.Packet.Bytes;
        Span<byte> ip = bytes[kept.Span.IpOffset..];
        if (kept.Span.IsIPv4(bytes)) Ipv4Header.SetLength(ip, ip.Length);
        else Ipv6Header.SetPayloadLength(ip, ip.Length - Ipv6Header.Length);
        TransportChecksum.WritePartial(bytes, kept.Span with { Length = bytes.Length - kept.Span.Offset });
        kept.Packet.Checksum = ChecksumState.Partial;
        kept.Packet.SegmentSize = kept.SegmentSize;
    }
}

/// <summary>A segment, or several in one.</summary>
/// <param name="Packet">The super-segment, or the segment itself if nothing followed it.</param>
/// <param name="Count">Segments in it.</param>
/// <param name="Bytes">Of all of them, each with its headers.</param>
public readonly record struct Coalesced(Packet Packet, int Count, int Bytes);
