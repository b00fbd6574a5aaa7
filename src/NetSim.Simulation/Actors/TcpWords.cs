using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Simulation.Actors;

/// <summary>What the file says of TCP, as options of sockets.</summary>
internal static class TcpWords
{
    /// <summary>Null: nothing is said.</summary>
    public static TcpSocketOptions? OptionsOf(TcpPlan? plan, int dscp)
    {
        if (plan is null && dscp == 0) return null;
        TcpSocketOptions options = plan is null ? new TcpSocketOptions() : OptionsOf(plan);
        return dscp == 0 ? options : options with { Dscp = (byte)dscp };
    }

    public static TcpSocketOptions OptionsOf(TcpPlan plan) => new()
    {
        Congestion = plan.Congestion switch
        {
            CongestionControl.NewReno => CongestionAlgorithm.NewReno,
            CongestionControl.Bbr => CongestionAlgorithm.Bbr,
            CongestionControl.Cubic => CongestionAlgorithm.Cubic,
            _ => null,
        },
        Sack = plan.Sack,
        Ecn = plan.Ecn,
        Timestamps = plan.Timestamps,
        WindowScale = plan.WindowScale,
        TailLossProbes = plan.TailLossProbes,
        NoDelay = !plan.Nagle,
        Pacing = plan.Pacing is { } pacing ? pacing ? PacingUse.Always : PacingUse.AsCongestionControlSays : null,
        FastOpen = plan.FastOpen is { } fast ? fast ? FastOpenUse.On : FastOpenUse.Off : null,
        InitialWindow = plan.InitialWindow,
        ReceiveBuffer = (int?)plan.ReceiveBuffer?.Bytes,
        SendBuffer = (int?)plan.SendBuffer?.Bytes,
        DelayedAck = plan.DelayedAck,
        LeastRetransmissionTimeout = plan.MinRto,
        UserTimeout = plan.UserTimeout,
        KeepAlive = plan.KeepAlive,
        KeepAliveInterval = plan.KeepAliveInterval,
        KeepAliveProbes = plan.KeepAliveProbes,
    };
}
