using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The keys of <c>tcp</c>.</summary>
internal static class TcpWriter
{
    public static string Write(TcpPlan plan)
    {
        FlowMapping mapping = new();
        if (plan.Congestion is { } congestion) mapping.Add("congestion", TcpDocument.CongestionWords.TextOf(congestion));
        AddYesNo(mapping, "sack", plan.Sack);
        if (plan.Ecn is { } ecn) mapping.Add("ecn", TcpDocument.EcnWords.TextOf(ecn));
        AddYesNo(mapping, "timestamps", plan.Timestamps);
        AddYesNo(mapping, "window-scale", plan.WindowScale);
        AddYesNo(mapping, "tail-loss-probes", plan.TailLossProbes);
        AddYesNo(mapping, "nagle", plan.Nagle);
        AddYesNo(mapping, "pacing", plan.Pacing);
        AddYesNo(mapping, "fast-open", plan.FastOpen);
        if (plan.InitialWindow is { } window) mapping.Add("initial-window", window);
        if (plan.ReceiveBuffer is { } receive) mapping.Add("receive-buffer", receive.ToString());
        if (plan.SendBuffer is { } send) mapping.Add("send-buffer", send.ToString());
        AddTime(mapping, "delayed-ack", plan.DelayedAck);
        AddTime(mapping, "min-rto", plan.MinRto);
        AddTime(mapping, "user-timeout", plan.UserTimeout);
        AddTime(mapping, "keep-alive", plan.KeepAlive);
        AddTime(mapping, "keep-alive-interval", plan.KeepAliveInterval);
        if (plan.KeepAliveProbes is { } probes) mapping.Add("keep-alive-probes", probes);
        return mapping.ToString();
    }

    /// <summary>What an application says of its packets.</summary>
    public static void Write(FlowMapping mapping, int dscp, TcpPlan? tcp = null)
    {
        if (dscp > 0) mapping.Add("dscp", DscpText.Format(dscp));
        if (tcp is not null) mapping.Add("tcp", Write(tcp));
    }

    private static void AddYesNo(FlowMapping mapping, string key, bool? value)
    {
        if (value is { } known) mapping.Add(key, known ? "true" : "false");
    }

    private static void AddTime(FlowMapping mapping, string key, Duration? time)
    {
        if (time is { } known) mapping.Add(key, DurationText.Format(known));
    }
}
