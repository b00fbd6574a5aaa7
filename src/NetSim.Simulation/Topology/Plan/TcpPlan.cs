using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>How a node or an application speaks TCP. What is null is not said here.</summary>
/// <param name="Congestion">The congestion control.</param>
/// <param name="Sack">Whether selective acknowledgments are offered.</param>
public sealed record TcpPlan(CongestionControl? Congestion, bool? Sack)
{
    public static TcpPlan Default { get; } = new(CongestionControl.Cubic, Sack: true);

    internal static TcpPlan Unsaid { get; } = new(null, null);

    public EcnUse? Ecn { get; init; }
    public bool? Timestamps { get; init; }
    public bool? WindowScale { get; init; }
    public bool? TailLossProbes { get; init; }
    public bool? Nagle { get; init; }
    public bool? Pacing { get; init; }
    public bool? FastOpen { get; init; }

    /// <summary>Segments.</summary>
    public int? InitialWindow { get; init; }

    public ByteSize? ReceiveBuffer { get; init; }
    public ByteSize? SendBuffer { get; init; }
    public Duration? DelayedAck { get; init; }
    public Duration? MinRto { get; init; }
    public Duration? UserTimeout { get; init; }
    public Duration? KeepAlive { get; init; }
    public Duration? KeepAliveInterval { get; init; }
    public int? KeepAliveProbes { get; init; }

    /// <summary>What this one does not say is as the other says.</summary>
    internal TcpPlan Over(TcpPlan other) => new(Congestion ?? other.Congestion, Sack ?? other.Sack)
    {
        Ecn = Ecn ?? other.Ecn,
        Timestamps = Timestamps ?? other.Timestamps,
        WindowScale = WindowScale ?? other.WindowScale,
        TailLossProbes = TailLossProbes ?? other.TailLossProbes,
        Nagle = Nagle ?? other.Nagle,
        Pacing = Pacing ?? other.Pacing,
        FastOpen = FastOpen ?? other.FastOpen,
        InitialWindow = InitialWindow ?? other.InitialWindow,
        ReceiveBuffer = ReceiveBuffer ?? other.ReceiveBuffer,
        SendBuffer = SendBuffer ?? other.SendBuffer,
        DelayedAck = DelayedAck ?? other.DelayedAck,
        MinRto = MinRto ?? other.MinRto,
        UserTimeout = UserTimeout ?? other.UserTimeout,
        KeepAlive = KeepAlive ?? other.KeepAlive,
        KeepAliveInterval = KeepAliveInterval ?? other.KeepAliveInterval,
        KeepAliveProbes = KeepAliveProbes ?? other.KeepAliveProbes,
    };
}
