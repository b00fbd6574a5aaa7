using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>A connection's figures at one moment.</summary>
public readonly record struct TcpInfo
{
    public required TcpState State { get; init; }

    /// <summary>cwnd, in bytes.</summary>
    public required long CongestionWindow { get; init; }

    /// <summary>ssthresh, in bytes; <see cref="long.MaxValue"/> before the first loss.</summary>
    public required long SlowStartThreshold { get; init; }

    /// <summary>Bytes per second at which packets are spaced out; 0 if congestion control does not ask for it.</summary>
    public required long PacingRate { get; init; }

    /// <summary>SRTT; zero before the first sample.</summary>
    public required Duration SmoothedRtt { get; init; }

    public required Duration RttVariation { get; init; }

    public required Duration MinimumRtt { get; init; }

    /// <summary>RTO, back-off included.</summary>
    public required Duration RetransmissionTimeout { get; init; }

    /// <summary>Sent and not acknowledged, in sequence space.</summary>
    public required long BytesInFlight { get; init; }

    /// <summary>Written and not sent yet.</summary>
    public required long BytesUnsent { get; init; }

    /// <summary>Acknowledged since the start: memory written before this point is the application's again.</summary>
    public required long BytesAcknowledged { get; init; }

    /// <summary>Received in order since the start.</summary>
    public required long BytesReceived { get; init; }

    public required long BytesRetransmitted { get; init; }

    public required long SegmentsSent { get; init; }

    public required long SegmentsReceived { get; init; }

    public required long SegmentsRetransmitted { get; init; }

    /// <summary>Expiries of the retransmission timer, probes of a closed window not counted.</summary>
    public required long Timeouts { get; init; }

    /// <summary>RFC 8985 section 7.</summary>
    public required long TailLossProbes { get; init; }

    public required long FastRecoveries { get; init; }

    /// <summary>Round trips for which the peer echoed that a router had marked something of ours (RFC 3168).</summary>
    public required long MarkedRoundTrips { get; init; }

    /// <summary>Packets that came marked.</summary>
    public required long MarksReceived { get; init; }

    /// <summary>Segments that the peer reported as duplicates (RFC 2883).</summary>
    public required long DuplicatesReported { get; init; }

    /// <summary>Payload bytes of a full segment, options taken off.</summary>
    public required int SegmentSize { get; init; }

    /// <summary>SND.WND, in bytes.</summary>
    public required long PeerWindow { get; init; }

    /// <summary>RCV.WND as the peer knows it, in bytes.</summary>
    public required long ReceiveWindow { get; init; }

    /// <summary>Received above a hole.</summary>
    public required long BytesOutOfOrder { get; init; }

    /// <summary>Most bytes that may wait to be read; and most that may be written and not acknowledged.</summary>
    public required int ReceiveBuffer { get; init; }

    public required int SendBuffer { get; init; }

    public required bool UsesSack { get; init; }

    public required bool UsesTimestamps { get; init; }

    public required bool UsesWindowScale { get; init; }

    public required bool UsesEcn { get; init; }
}
