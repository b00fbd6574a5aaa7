using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What has become of a transmitted segment.</summary>
[Flags]
internal enum SegmentMarks
{
    None = 0,

    /// <summary>The peer said that it holds all of it (RFC 2018).</summary>
    Sacked = 1,

    /// <summary>Taken for lost; if it was retransmitted before, that retransmission as well.</summary>
    Lost = 2,

    /// <summary>A retransmission of it is under way.</summary>
    Retransmitted = 4,

    /// <summary>Sent more than once, so that its ACK tells no round-trip time (Karn).</summary>
    Ambiguous = 8,
}

/// <summary>One segment, at most one MSS long, that was sent and is not acknowledged. A SYN and a FIN count as one byte.</summary>
internal struct TransmittedSegment
{
    public long Start;
    public int Length;
    public SegmentMarks Marks;

    /// <summary>When it was last sent.</summary>
    public Instant SentAt;

    /// <summary><see cref="Transmission.Order"/> of its last sending.</summary>
    public long Order;

    public readonly long End => Start + Length;

    /// <summary>Its last one.</summary>
    public readonly Transmission Transmission => new(SentAt, Order);

    public readonly bool Is(SegmentMarks mark) => (Marks & mark) != 0;
}
