using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>Black holes: segments that are too long for a path whose routers do not say so (<see cref="PathMtuSearch"/>).</summary>
internal sealed partial class Sender
{
    private PathMtuSearch? Search => _extras?.Search;

    /// <summary>The segment that <see cref="TryNext"/> gave last is longer than <see cref="SegmentSize"/> and goes as one packet.</summary>
    public bool IsPathProbe { get; private set; }

    /// <summary>
    /// The retransmission timer has expired. At R1 the path is suspect (RFC 9293 3.8.3), and its MTU with it (RFC 4821 7.7): the first
    /// segment has been lost so often that it goes out again in pieces.
    /// </summary>
    private void LookForBlackHole(Instant now)
    {
        bool isSuspect = Settings.PathMtuSearch == PathMtuSearchUse.OnSuspicion && IsOpen
            && _flight.Expiries % Math.Max(1, Settings.SuspectAfter) == 0 && !Queue.IsEmpty;
        if (!isSuspect || PathMtuSearch.Below(Queue.First.Length) is not { } smaller) return;
        Counters.Count(TcpCounter.BlackHolesSuspected);
        if (Search is null) Extras.Search = new PathMtuSearch(now, SegmentSize);
        else Search.OnBlackHole(now, SegmentSize);
        CutTo(Math.Min(SegmentSize, smaller));
    }

    /// <summary>Payload bytes of the longest segment that may be on its way.</summary>
    public int LongestSegment => Search is { IsProbing: true } search ? Math.Max(SegmentSize, search.ProbeSize) : SegmentSize;

    /// <summary>Data that is there anyway goes out in one segment that is longer than those before.</summary>
    private bool TryPathProbe(Instant now, out SequenceRange segment)
    {
        segment = default;
        IsPathProbe = false;
        if (Search is not { } known || Recovery.Phase != RecoveryPhase.Open || _flight.IsProbing || IsCorked || UrgentEnd > Una) return false;
        if (!known.TryBegin(now, SegmentSize, out int size)) return false;
        // Enough behind it that its loss is seen by what comes after (RFC 4821 7.4).
        bool fits = Unsent >= size + 3L * SegmentSize && Nxt + size <= Una + Window && size <= Room;
        if (!fits) return false;
        segment = new SequenceRange(Nxt, Nxt + size);
        known.OnSent(Nxt, size);
        Counters.Count(TcpCounter.PathProbesSent);
        return IsPathProbe = true;
    }

    private void NotePathProbe(Instant now)
    {
        if (Search is null || Search.OnAcknowledged(now, Una) is not { } size || size <= SegmentSize) return;
        SegmentSize = size;
        Congestion.OnSegmentSize(size);
    }

    private void NoteLostPathProbe(Instant now, SequenceRange segment)
    {
        if (Search is { IsProbing: true } search && segment.Left < search.ProbeEnd && segment.Right > search.ProbeStart) search.OnLost(now);
    }
}
