using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>
/// When to acknowledge (RFC 9293 3.8.6.3, RFC 5681 4.2): at once at the start, out of order, or for every second full segment; else within
/// the delay. An ACK is a debt that the next segment out pays, so that several arrivals of one turn share one ACK (MUST-58, MUST-59).
/// </summary>
internal struct AckPolicy(int quickAcks)
{
    private const ushort DueBit = 0x8000;

    private int _quickAcks = quickAcks;
    private ushort _largestSegment;

    /// <summary><see cref="IsDue"/> in the highest bit and <see cref="Duplicates"/> below: every connection has this, and a word more for a bit is much.</summary>
    private ushort _debts;

    /// <summary>An ACK must go now.</summary>
    public bool IsDue
    {
        readonly get => (_debts & DueBit) != 0;
        private set => _debts = (ushort)(value ? _debts | DueBit : _debts & ~DueBit);
    }

    /// <summary>
    /// ACKs that the peer must be able to count, one for each segment out of order: without SACK they are all it learns from. They
    /// go alone, since an ACK on data is not a duplicate (RFC 5681 section 2).
    /// </summary>
    public int Duplicates
    {
        readonly get => _debts & ~DueBit;
        private set => _debts = (ushort)(Math.Min(value, DueBit - 1) | _debts & DueBit);
    }

    /// <summary>When the delayed ACK goes; <see cref="Instant.MaxValue"/> if none waits.</summary>
    public Instant Deadline { get; private set; } = Instant.MaxValue;

    /// <summary>An estimate of the peer's segment size: the largest seen. Zero before the first data.</summary>
    public readonly int LargestSegment => _largestSegment;

    public void AckNow() => IsDue = true;

    /// <summary>Data in order.</summary>
    /// <param name="now">When.</param>
    /// <param name="segmentBytes">Payload of one segment (of one piece, if it was a super-segment).</param>
    /// <param name="unacknowledged">All data received since the last ACK was sent.</param>
    /// <param name="window">What is left of the window that the peer knows.</param>
    /// <param name="delay">How long an ACK may wait.</param>
    public void OnInOrder(Instant now, int segmentBytes, long unacknowledged, long window, Duration delay)
    {
        NoteSegment(segmentBytes);
        if (_quickAcks > 0)
        {
            _quickAcks--;
            IsDue = true;
        }
        // The second term: where the window is only a few large segments, waiting for the second one would stop the peer.
        if (unacknowledged >= 2L * _largestSegment || unacknowledged >= window) IsDue = true;
        if (!IsDue && Deadline == Instant.MaxValue) Deadline = now + delay;
    }

    private void NoteSegment(int bytes) => _largestSegment = (ushort)Math.Min(ushort.MaxValue, Math.Max(_largestSegment, bytes));

    /// <summary>Data that leaves a hole below it.</summary>
    public void OnOutOfOrder(int segmentBytes, bool usesSack)
    {
        NoteSegment(segmentBytes);
        if (usesSack) IsDue = true;
        else Duplicates++;
    }

    /// <summary>A hole was filled: tell at once (RFC 5681 4.2), and what was to be told before is void.</summary>
    public void OnHoleFilled()
    {
        Duplicates = 0;
        IsDue = true;
    }

    public void OnDeadline(Instant now)
    {
        if (Deadline > now) return;
        Deadline = Instant.MaxValue;
        IsDue = true;
    }

    /// <summary>A segment with an ACK went out.</summary>
    public void OnAckSent()
    {
        if (Duplicates > 0) Duplicates--;
        IsDue = false;
        Deadline = Instant.MaxValue;
    }

    public void Cancel()
    {
        Duplicates = 0;
        IsDue = false;
        Deadline = Instant.MaxValue;
    }
}
