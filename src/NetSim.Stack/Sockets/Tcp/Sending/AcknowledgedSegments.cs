using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What a cumulative ACK took out of the retransmission queue.</summary>
internal struct AcknowledgedSegments
{
    /// <summary>Sequence space covered for the first time.</summary>
    public int Bytes;

    /// <summary>Part of <see cref="Bytes"/> that had been SACKed before.</summary>
    public int SackedBefore;

    /// <summary>One of them had been sent more than once: no time can be taken but from a timestamp.</summary>
    public bool IsAmbiguous;

    /// <summary>
    /// Set if <see cref="OldestSentAt"/> and <see cref="NewestSentAt"/> are: some segment was acknowledged in the ordinary way.
    /// </summary>
    public bool HasSample;

    /// <summary>Of the first segment: includes the peer's ACK delay, as the time-out must (RFC 6298).</summary>
    public Instant OldestSentAt;

    /// <summary>Of the last segment: the path's own delay, for congestion control.</summary>
    public Instant NewestSentAt;
}
