namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// The sender's half of ECN (RFC 3168 6.1.2): an echo of a mark counts as one loss in a round trip, and CWR tells the peer that it was heard.
/// Made if both ends said in the handshake that they understand marks.
/// </summary>
internal sealed class EcnResponse
{
    private long _reducedUpTo = long.MinValue;

    /// <summary>The next new data carries CWR.</summary>
    public bool IsCwrDue { get; private set; }

    /// <summary>
    /// Whether an echo on an ACK that leaves SND.UNA at <paramref name="una"/> tells of a new mark. It does so when what carried CWR is
    /// acknowledged, which is the first byte sent after the last reduction.
    /// </summary>
    public bool IsNews(long una) => una > _reducedUpTo;

    /// <summary>The window was reduced, for a mark or a loss, when SND.NXT was <paramref name="nxt"/>.</summary>
    public void OnReduced(long nxt)
    {
        _reducedUpTo = nxt;
        IsCwrDue = true;
    }

    public void OnCwrSent() => IsCwrDue = false;
}
