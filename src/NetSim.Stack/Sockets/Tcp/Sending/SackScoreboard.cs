namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// Which bytes above SND.UNA the peer holds (RFC 2018): disjoint ranges in ascending order, found by bisection. It answers what is new
/// in a block.
/// </summary>
internal sealed class SackScoreboard
{
    /// <summary>
    /// A peer that reports more holes than this is either beyond help or hostile (CVE-2019-11477 and its kin): further ranges are ignored,
    /// which is always safe.
    /// </summary>
    public const int MostRanges = 4096;

    private SequenceRange[] _ranges = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public int Count => _count;

    /// <summary>Adds a block and marks what was not known before in <paramref name="queue"/>.</summary>
    /// <returns>Whether any of it was news, even if it covers no whole segment yet.</returns>
    public bool Add(SequenceRange block, ref RetransmissionQueue queue, ref DeliveredSegments delivered)
    {
        int first = FirstEndingAtOrAfter(block.Left);
        int behind = first;
        SequenceRange extent = block;
        while (behind < _count && _ranges[behind].Left <= block.Right) behind++;
        if (behind > first)
        {
            if (_ranges[first].Left <= block.Left && block.Right <= _ranges[first].Right) return false;
            extent = new SequenceRange(Math.Min(block.Left, _ranges[first].Left), Math.Max(block.Right, _ranges[behind - 1].Right));
        }
        else if (_count == MostRanges)
        {
            return false;
        }
        MarkNews(block, extent, (first, behind), ref queue, ref delivered);
        Replace(first, behind, extent);
        return true;
    }

    /// <summary>The gaps between the old ranges within the block are what it says for the first time.</summary>
    private void MarkNews(
        SequenceRange block, SequenceRange extent, (int First, int Behind) known, ref RetransmissionQueue queue, ref DeliveredSegments delivered)
    {
        long from = block.Left;
        for (int i = known.First; i < known.Behind; i++)
        {
            if (from < _ranges[i].Left) queue.MarkSacked(new SequenceRange(from, _ranges[i].Left), extent, ref delivered);
            from = Math.Max(from, _ranges[i].Right);
        }
        if (from < block.Right) queue.MarkSacked(new SequenceRange(from, block.Right), extent, ref delivered);
    }

    /// <summary>Everything before <paramref name="position"/> is acknowledged.</summary>
    public void RemoveBelow(long position)
    {
        if (_count == 0 || _ranges[0].Left >= position) return;
        int gone = 0;
        while (gone < _count && _ranges[gone].Right <= position) gone++;
        if (gone > 0)
        {
            Array.Copy(_ranges, gone, _ranges, 0, _count - gone);
            _count -= gone;
        }
        if (_count > 0 && _ranges[0].Left < position) _ranges[0] = _ranges[0] with { Left = position };
    }

    /// <summary>
    /// True if the peer says in the same breath that it misses the byte at <paramref name="position"/> and that it holds it: it has
    /// discarded what it had SACKed (RFC 2018 section 8).
    /// </summary>
    public bool Holds(long position) => _count > 0 && _ranges[0].Left <= position;

    public void Clear() => _count = 0;

    private int FirstEndingAtOrAfter(long position)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].Right < position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void Replace(int first, int behind, SequenceRange extent)
    {
        if (behind == first)
        {
            if (_count == _ranges.Length) Array.Resize(ref _ranges, Math.Max(8, _count * 2));
            Array.Copy(_ranges, first, _ranges, first + 1, _count - first);
            _count++;
        }
        else if (behind > first + 1)
        {
            Array.Copy(_ranges, behind, _ranges, first + 1, _count - behind);
            _count -= behind - first - 1;
        }
        _ranges[first] = extent;
    }
}
