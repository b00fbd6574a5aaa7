using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>How nodes and applications speak TCP.</summary>
internal sealed class TcpPlanner(PlanDraft draft)
{
    /// <summary>RFC 9293 MUST-40.</summary>
    private static readonly Duration MostDelayedAck = Duration.FromMilliseconds(500);

    private TcpPlan? _defaults;

    /// <summary>Of a node: its own words over those of the file's defaults.</summary>
    public TcpPlan Plan(NodeDocument node)
    {
        _defaults ??= (Plan(draft.Document.Defaults?.Tcp) ?? TcpPlan.Unsaid).Over(TcpPlan.Default);
        return Plan(node.Tcp?.Value)?.Over(_defaults) ?? _defaults;
    }

    public TcpPlan? Plan(TcpDocument? document)
    {
        if (document is null) return null;
        Check(document);
        return new TcpPlan(document.Congestion, document.Sack)
        {
            Ecn = document.Ecn,
            Timestamps = document.Timestamps,
            WindowScale = document.WindowScale,
            TailLossProbes = document.TailLossProbes,
            Nagle = document.Nagle,
            Pacing = document.Pacing,
            FastOpen = document.FastOpen,
            InitialWindow = document.InitialWindow,
            ReceiveBuffer = document.ReceiveBuffer is { } receive ? new ByteSize(receive) : null,
            SendBuffer = document.SendBuffer is { } send ? new ByteSize(send) : null,
            DelayedAck = document.DelayedAck?.Value,
            MinRto = document.MinRto?.Value,
            UserTimeout = document.UserTimeout?.Value,
            KeepAlive = document.KeepAlive?.Value,
            KeepAliveInterval = document.KeepAliveInterval?.Value,
            KeepAliveProbes = document.KeepAliveProbes,
        };
    }

    private void Check(TcpDocument document)
    {
        if (document.DelayedAck is { } delayed && delayed.Value > MostDelayedAck)
            draft.Diagnostics.Add(delayed.Place, DiagnosticCode.OutOfRange, "an acknowledgment waits for 500 ms at most (RFC 9293 3.8.6.3)");
        RefuseNothing(document.MinRto, "a time-out of no time would send for ever");
        RefuseNothing(document.UserTimeout, "a connection that is given up at once carries nothing");
        RefuseNothing(document.KeepAlive, "a peer cannot be asked all the time: leave it out for never");
        RefuseNothing(document.KeepAliveInterval, "a peer cannot be asked all the time");
    }

    private void RefuseNothing(Located<Duration>? time, string objection)
    {
        if (time is { Value.Nanoseconds: 0 }) draft.Diagnostics.Add(time.Place, DiagnosticCode.OutOfRange, objection);
    }
}
