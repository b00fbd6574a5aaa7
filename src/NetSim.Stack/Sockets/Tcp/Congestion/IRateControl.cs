namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>An algorithm that goes by the rate of delivery and says at which rate to send.</summary>
internal interface IRateControl : ICongestionControl
{
    /// <summary>Bytes per second.</summary>
    long PacingRate { get; }

    /// <summary>Something was acknowledged or SACKed; also while losses are repaired.</summary>
    void OnDelivered(in RateSample sample);
}
