using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>
/// What to tell of the data above RCV.NXT: the run that the newest segment fell into first (RFC 2018 section 4), and once, in front
/// of all, what arrived in duplicate (RFC 2883).
/// </summary>
internal sealed class SackReport
{
    private readonly SequenceRange[] _recent = new SequenceRange[TcpOptions.MaxSackBlocks];
    private int _count;
    private SequenceRange _duplicate;

    /// <summary>A duplicate waits to be told.</summary>
    public bool HasDuplicate => !_duplicate.IsEmpty;

    public bool IsEmpty => _count == 0 && _duplicate.IsEmpty;

    /// <summary>A segment fell into <paramref name="run"/>.</summary>
    public void OnRun(SequenceRange run)
    {
        int kept = 0;
        Span<SequenceRange> others = stackalloc SequenceRange[TcpOptions.MaxSackBlocks];
        for (int i = 0; i < _count && kept < TcpOptions.MaxSackBlocks - 1; i++)
        {
            bool swallowed = _recent[i].Left < run.Right && run.Left < _recent[i].Right;
            if (!swallowed) others[kept++] = _recent[i];
        }
        _recent[0] = run;
        others[..kept].CopyTo(_recent.AsSpan(1));
        _count = kept + 1;
    }

    /// <summary>Something came twice. If it lies in a run, that run is told next to it (RFC 2883 section 4).</summary>
    public void OnDuplicate(SequenceRange duplicate)
    {
        _duplicate = duplicate;
        for (int i = 0; i < _count; i++)
        {
            if (_recent[i].Left > duplicate.Left || duplicate.Right > _recent[i].Right) continue;
            OnRun(_recent[i]);
            return;
        }
    }

    /// <summary>RCV.NXT moved to <paramref name="next"/>.</summary>
    public void RemoveBelow(long next)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_recent[i].Right > next) _recent[kept++] = _recent[i];
        }
        _count = kept;
    }

    /// <summary>Adds as many blocks as fit beside what is in <paramref name="options"/> already.</summary>
    public void Write(ref TcpOptions options)
    {
        if (!_duplicate.IsEmpty) options.TryAddSackBlock(Block(_duplicate));
        _duplicate = default;
        for (int i = 0; i < _count; i++)
        {
            if (!options.TryAddSackBlock(Block(_recent[i]))) return;
        }
    }

    private static SackBlock Block(SequenceRange range) =>
        new(new SequenceNumber((uint)range.Left), new SequenceNumber((uint)range.Right));
}
