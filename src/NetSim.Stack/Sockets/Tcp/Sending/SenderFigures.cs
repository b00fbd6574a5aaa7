namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What a sender counts for <see cref="TcpInfo"/>.</summary>
internal sealed class SenderFigures
{
    /// <summary>Of a sender that has nothing to count.</summary>
    public static readonly SenderFigures None = new();

    public long BytesRetransmitted { get; set; }

    public long SegmentsRetransmitted { get; set; }

    public long Timeouts { get; set; }

    public long TailLossProbes { get; set; }

    public long FastRecoveries { get; set; }

    public long MarkedRoundTrips { get; set; }

    public long DuplicatesReported { get; set; }

    public long SacksReneged { get; set; }
}
