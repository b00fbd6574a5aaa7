using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>What one acknowledgment of new data tells congestion control.</summary>
internal readonly struct AckSample
{
    public required Instant Now { get; init; }

    /// <summary>Bytes acknowledged for the first time (RFC 3465: growth follows bytes, not ACKs).</summary>
    public required int Acknowledged { get; init; }

    /// <summary>SND.UNA after the acknowledgment, and SND.NXT: what a round is told by.</summary>
    public required long Una { get; init; }

    public required long Nxt { get; init; }

    /// <summary>FlightSize before the acknowledgment, in bytes.</summary>
    public required long Flight { get; init; }

    /// <summary>SMSS, in bytes.</summary>
    public required int SegmentSize { get; init; }

    /// <summary>SRTT; zero if no time was measured yet.</summary>
    public required Duration SmoothedRtt { get; init; }

    /// <summary>Round-trip time of the newest segment acknowledged; zero if it tells none.</summary>
    public required Duration LatestRtt { get; init; }

    /// <summary>
    /// The window was what held the sender back. If the application or the peer did, the window proved nothing and stays (RFC 7661).
    /// </summary>
    public required bool IsWindowLimited { get; init; }
}
