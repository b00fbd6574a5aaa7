using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>What one acknowledgment tells of the rate at which the path delivers, for algorithms that go by it.</summary>
internal readonly struct RateSample
{
    public required Instant Now { get; init; }

    /// <summary>Bytes per second; 0 if the ACK tells none.</summary>
    public required long Rate { get; init; }

    /// <summary>The rate is what the application gave, and the path may bear more.</summary>
    public required bool IsApplicationLimited { get; init; }

    /// <summary>Bytes delivered when the segment was sent whose delivery this is; and now, since the start.</summary>
    public required long DeliveredBefore { get; init; }

    public required long Delivered { get; init; }

    /// <summary>Bytes that this ACK says for the first time to have arrived.</summary>
    public required int NewlyDelivered { get; init; }

    /// <summary>Round-trip time; zero if the ACK tells none.</summary>
    public required Duration RoundTrip { get; init; }

    /// <summary>In the network before the ACK and after it, in bytes.</summary>
    public required long FlightBefore { get; init; }

    public required long Flight { get; init; }

    public required bool HasFoundLoss { get; init; }

    /// <summary>Losses are being repaired.</summary>
    public required bool IsRecovering { get; init; }
}
