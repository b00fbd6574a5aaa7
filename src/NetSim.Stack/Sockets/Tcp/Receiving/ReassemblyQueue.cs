using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>
/// Data above RCV.NXT (RFC 9293 SHLD-31): runs without a gap, in ascending order, each a chain of packets cut to payload. A run is found
/// by bisection; within a run packets are only added at its ends, since overlaps are cut off before. Nothing that was
/// accepted, and so may have been SACKed, is ever thrown away.
/// </summary>
internal sealed class ReassemblyQueue
{
    private Run[] _runs = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public int Runs => _count;

    /// <summary>Payload bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of memory that the packets hold; the owner bounds it before it inserts.</summary>
    public long Storage { get; private set; }

    /// <summary>The run at <paramref name="index"/>, counted from the lowest.</summary>
    public SequenceRange this[int index] => new(_runs[index].Left, _runs[index].Right);

    /// <summary>Whether every byte of <paramref name="range"/> is here.</summary>
    public bool Holds(SequenceRange range)
    {
        int index = FirstEndingAtOrAfter(range.Left);
        return index < _count && _runs[index].Left <= range.Left && range.Right <= _runs[index].Right;
    }

    /// <summary>The run whose last byte is the one before <paramref name="position"/>.</summary>
    public bool TryFindEndingAt(long position, out SequenceRange run)
    {
        int index = FirstEndingAtOrAfter(position);
        bool isFound = index < _count && _runs[index].Right == position;
        run = isFound ? this[index] : default;
        return isFound;
    }

    /// <summary>Takes <paramref name="payload"/>, whose first byte is at <paramref name="left"/>.</summary>
    /// <param name="payload">Not empty.</param>
    /// <param name="left">Position of its first byte.</param>
    /// <param name="duplicate">What of it was here already, as far as it is one piece (RFC 2883); empty if nothing.</param>
    /// <returns>The run that it is now part of.</returns>
    public SequenceRange Insert(Packet payload, long left, out SequenceRange duplicate)
    {
        duplicate = default;
        long right = left + payload.Length;
        int index = FirstEndingAtOrAfter(left);
        bool joinsLeft = index < _count && _runs[index].Left <= left;
        if (joinsLeft)
        {
            long known = _runs[index].Right;
            duplicate = new SequenceRange(left, Math.Min(known, right));
            if (known >= right)
            {
                payload.Return();
                return this[index];
            }
            payload.TrimStart((int)(known - left));
            left = known;
        }
        int next = joinsLeft ? index + 1 : index;
        RemoveCovered(next, right, ref duplicate);
        if (next < _count && _runs[next].Left < right)
        {
            if (duplicate.IsEmpty) duplicate = new SequenceRange(_runs[next].Left, right);
            right = _runs[next].Left;
            payload.Truncate((int)(right - left));
        }
        bool joinsRight = next < _count && _runs[next].Left == right;
        Bytes += payload.Length;
        if (joinsLeft) Extend(index, payload, right, joinsRight);
        else if (joinsRight) PutInFront(next, payload, left);
        else Open(next, payload, new SequenceRange(left, right));
        return this[joinsLeft ? index : next];
    }

    /// <summary>Takes out the lowest run if it starts at or before <paramref name="position"/>: a chain from exactly there on.</summary>
    /// <param name="position">RCV.NXT.</param>
    /// <param name="chain">Null if the whole run lies before the position.</param>
    /// <param name="right">Where the run ends.</param>
    public bool TryTake(long position, out Packet? chain, out long right)
    {
        chain = null;
        right = 0;
        if (_count == 0 || _runs[0].Left > position) return false;
        Run run = _runs[0];
        right = run.Right;
        RemoveRuns(0, 1);
        Bytes -= run.Right - run.Left;
        chain = run.Head;
        long at = run.Left;
        for (Packet? packet = chain; packet is not null; packet = packet.Next) Storage -= packet.Capacity;
        while (chain is { } first && at < position)
        {
            int before = (int)Math.Min(first.Length, position - at);
            if (before < first.Length)
            {
                first.TrimStart(before);
                break;
            }
            at += before;
            chain = first.Next;
            first.Next = null;
            first.Return();
        }
        return true;
    }

    public void Clear()
    {
        for (int i = 0; i < _count; i++) PacketList.ReturnAll(_runs[i].Head);
        _runs = [];
        _count = 0;
        Bytes = 0;
        Storage = 0;
    }

    private void RemoveCovered(int first, long right, ref SequenceRange duplicate)
    {
        int behind = first;
        while (behind < _count && _runs[behind].Right <= right)
        {
            if (duplicate.IsEmpty) duplicate = this[behind];
            Bytes -= _runs[behind].Right - _runs[behind].Left;
            for (Packet? packet = _runs[behind].Head; packet is not null; packet = packet.Next) Storage -= packet.Capacity;
            PacketList.ReturnAll(_runs[behind].Head);
            behind++;
        }
        if (behind > first) RemoveRuns(first, behind - first);
    }

    private void Extend(int index, Packet payload, long right, bool joinsRight)
    {
        ref Run run = ref _runs[index];
        run.Right = right;
        if (!PacketList.TryAbsorb(run.Tail, payload))
        {
            Storage += payload.Capacity;
            payload.Next = null;
            run.Tail.Next = payload;
            run.Tail = payload;
        }
        if (!joinsRight) return;
        run.Tail.Next = _runs[index + 1].Head;
        run.Tail = _runs[index + 1].Tail;
        run.Right = _runs[index + 1].Right;
        RemoveRuns(index + 1, 1);
    }

    private void PutInFront(int index, Packet payload, long left)
    {
        ref Run run = ref _runs[index];
        Storage += payload.Capacity;
        payload.Next = run.Head;
        run.Head = payload;
        run.Left = left;
    }

    private void Open(int index, Packet payload, SequenceRange range)
    {
        if (_count == _runs.Length) Array.Resize(ref _runs, Math.Max(8, _count * 2));
        Array.Copy(_runs, index, _runs, index + 1, _count - index);
        _count++;
        Storage += payload.Capacity;
        payload.Next = null;
        _runs[index] = new Run { Left = range.Left, Right = range.Right, Head = payload, Tail = payload };
    }

    private void RemoveRuns(int first, int count)
    {
        Array.Copy(_runs, first + count, _runs, first, _count - first - count);
        _count -= count;
        Array.Clear(_runs, _count, count);
    }

    private int FirstEndingAtOrAfter(long position)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].Right < position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    private struct Run
    {
        public long Left;
        public long Right;
        public Packet Head;
        public Packet Tail;
    }
}
