using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>
/// What all fragments of one packet have in common (RFC 791 section 3.2; RFC 8200 4.5, where the protocol is not part of it and stays 0).
/// </summary>
internal readonly record struct ReassemblyKey(IpAddress Source, IpAddress Destination, uint Identification, IpProtocol Protocol);

/// <summary>Where a fragment belongs in the fragmented part, in bytes.</summary>
internal readonly record struct FragmentRange(int Start, int End, FragmentPlace Place);

/// <summary>One unfinished packet: its fragments in order.</summary>
internal sealed class Reassembly
{
    private (int Start, int End, Packet Packet)[] _pieces = new (int, int, Packet)[4];
    private int _count;
    private int _received;

    /// <summary>Length of the whole fragmented part; -1 until the last fragment is there.</summary>
    private int _total;

    /// <summary>One bit for each ECN codepoint that occurred.</summary>
    private int _marks;

    public ReassemblyKey Key { get; private set; }

    public Instant Deadline { get; private set; }

    /// <summary>Bytes of packet storage that wait here.</summary>
    public int Storage { get; private set; }

    /// <summary>Fragments contradicted each other: kept only so that later ones are recognised (RFC 5722 section 4).</summary>
    public bool IsRefused { get; private set; }

    public Reassembly? Older { get; set; }

    public Reassembly? Younger { get; set; }

    public bool IsComplete => _received == _total;

    /// <summary>Begins anew: the objects are used again and again.</summary>
    public void Begin(ReassemblyKey key, Instant deadline)
    {
        (Key, Deadline) = (key, deadline);
        (_count, _received, _total, _marks, Storage, IsRefused) = (0, 0, -1, 0, 0, false);
    }

    /// <summary>Takes a fragment, whose <see cref="Packet.TransportOffset"/> says where its piece starts.</summary>
    /// <returns>Why it was not taken; null if it was.</returns>
    public DropReason? Add(Packet packet, FragmentRange range, EcnCodepoint mark)
    {
        if (IsRefused) return DropReason.ReassemblyOverlap;
        int at = FirstFrom(range.Start);
        if (at < _count && _pieces[at].Start == range.Start && _pieces[at].End == range.End) return DropReason.DuplicateFragment;
        bool overlaps = at > 0 && _pieces[at - 1].End > range.Start || at < _count && _pieces[at].Start < range.End;
        if (overlaps || !AgreesOnTotal(range))
        {
            IsRefused = true;
            return DropReason.ReassemblyOverlap;
        }
        if (range.Place == FragmentPlace.Last) _total = range.End;
        Insert(at, packet, range);
        _marks |= 1 << (int)mark;
        return null;
    }

    public bool TryRemove([NotNullWhen(true)] out Packet? packet)
    {
        packet = null;
        if (_count == 0) return false;
        packet = _pieces[--_count].Packet;
        _pieces[_count] = default;
        Storage -= packet.Capacity;
        return true;
    }

    /// <summary>The fragment with offset 0, which alone has the upper-layer header; null if it has not come.</summary>
    public Packet? First => _count > 0 && _pieces[0].Start == 0 ? _pieces[0].Packet : null;

    /// <summary>
    /// RFC 3168 5.3: a mark on any fragment marks the whole; together with a fragment that cannot be marked it is an error.
    /// </summary>
    public bool IsMarked => (_marks & 1 << (int)EcnCodepoint.Ce) != 0;

    public bool HasContradictingMarks => IsMarked && (_marks & 1 << (int)EcnCodepoint.NotEct) != 0;

    public int Total => _total;

    /// <summary>Copies the pieces, in order, to the end of <paramref name="whole"/>.</summary>
    public void CopyTo(Packet whole)
    {
        for (int i = 0; i < _count; i++)
        {
            (int start, int end, Packet packet) = _pieces[i];
            packet.Bytes.Slice(packet.TransportOffset, end - start).CopyTo(whole.Append(end - start));
        }
    }

    /// <summary>What is known of the whole's checksum: as little as of the least trusted fragment.</summary>
    public ChecksumState Checksum
    {
        get
        {
            ChecksumState state = ChecksumState.Verified;
            for (int i = 0; i < _count; i++)
            {
                ChecksumState piece = _pieces[i].Packet.Checksum;
                if (piece == ChecksumState.Complete) return piece;
                if (piece == ChecksumState.Partial) state = piece;
            }
            return state;
        }
    }

    private int FirstFrom(int start)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_pieces[middle].Start < start) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private bool AgreesOnTotal(FragmentRange range)
    {
        if (_total >= 0 && (range.End > _total || range.Place == FragmentPlace.Last)) return false;
        return range.Place == FragmentPlace.MoreFollow || _count == 0 || _pieces[_count - 1].End <= range.End;
    }

    private void Insert(int at, Packet packet, FragmentRange range)
    {
        if (_count == _pieces.Length) Array.Resize(ref _pieces, _count * 2);
        Array.Copy(_pieces, at, _pieces, at + 1, _count - at);
        _pieces[at] = (range.Start, range.End, packet);
        _count++;
        _received += range.End - range.Start;
        Storage += packet.Capacity;
    }
}
