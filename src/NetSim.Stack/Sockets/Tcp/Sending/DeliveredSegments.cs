using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What one acknowledgment says for the first time, by its ACK field and by its SACK blocks.</summary>
internal struct DeliveredSegments(Instant answerableUntil)
{
    /// <summary>
    /// When, at the latest, what the ACK answers can have been sent: a round trip ago, and not after the timestamp that it echoes. A segment
    /// sent again after that was delivered by an earlier transmission, which tells nothing about the last (RFC 8985 6.2 step 2).
    /// </summary>
    public Instant AnswerableUntil = answerableUntil;

    /// <summary>Sequence space covered by the ACK field for the first time.</summary>
    public int Acknowledged;

    /// <summary>Part of <see cref="Acknowledged"/> that had been SACKed before.</summary>
    public int SackedBefore;

    /// <summary>Bytes of whole segments that were SACKed for the first time.</summary>
    public int NewlySacked;

    /// <summary>One of those under <see cref="Acknowledged"/> was sent more than once: no time can be taken but from a timestamp.</summary>
    public bool IsAmbiguous;

    /// <summary>
    /// Set if <see cref="OldestSentAt"/> and <see cref="NewestSentAt"/> are: some segment was acknowledged in the ordinary way.
    /// </summary>
    public bool HasSample;

    /// <summary>Of the first segment acknowledged: includes the peer's ACK delay, as the time-out must (RFC 6298).</summary>
    public Instant OldestSentAt;

    /// <summary>Of the last segment acknowledged: the path's own delay, for congestion control.</summary>
    public Instant NewestSentAt;

    /// <summary>What was sent last of all that was delivered; of no meaning without <see cref="HasNewest"/>.</summary>
    public Transmission Newest;

    public bool HasNewest;

    /// <summary>End of the highest segment delivered.</summary>
    public long Highest = long.MinValue;

    /// <summary>End of the lowest segment delivered that was sent only once; <see cref="long.MaxValue"/> if there is none.</summary>
    public long LowestSentOnce = long.MaxValue;

    /// <summary>Bytes that have left the network and are known to have for the first time (DeliveredData of RFC 9937).</summary>
    public readonly int Bytes => Acknowledged - SackedBefore + NewlySacked;

    /// <summary>The peer has it: the ACK field passed it, or a SACK block covers it.</summary>
    public void Take(in TransmittedSegment segment)
    {
        Highest = Math.Max(Highest, segment.End);
        if (!segment.Is(SegmentMarks.Ambiguous)) LowestSentOnce = Math.Min(LowestSentOnce, segment.End);
        else if (segment.SentAt > AnswerableUntil) return;
        var transmission = segment.Transmission;
        if (HasNewest && !transmission.IsAfter(Newest)) return;
        Newest = transmission;
        HasNewest = true;
    }
}
