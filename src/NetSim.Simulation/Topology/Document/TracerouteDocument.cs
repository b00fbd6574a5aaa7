using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>traceroute: { to: web }</c>.</summary>
internal sealed class TracerouteDocument : ApplicationDocument
{
    public static new readonly RecordShape<TracerouteDocument> Shape = WithRepeat(
        new RecordShape<TracerouteDocument>("traceroute", static () => new TracerouteDocument(), "Finds the routers on the way, with UDP to ports from 33434 on.")
            .Required("to", Scalars.Text, static (t, v) => t.To = v, "a node, an interface of one (web:eth0) or an address")
            .Defaulted("max-hops", Scalars.Integer(1, 255), TraceroutePlan.DefaultHops, static (t, v) => t.MaxHops = v.Value, "how far at most")
            .Defaulted("count", Scalars.Integer(1, 10), TraceroutePlan.DefaultCount, static (t, v) => t.Count = v.Value, "probes for each hop")
            .Defaulted("size", Scalars.Bytes(0, TrafficPlan.MostSize), TraceroutePlan.DefaultSize, static (t, v) => t.Size = v.Value, "payload bytes of a probe")
            .Defaulted("wait", Scalars.Duration, TraceroutePlan.DefaultWait, static (t, v) => t.Wait = v.Value, "how long an answer may take"));

    public Located<string>? To { get; private set; }
    public int MaxHops { get; private set; }
    public int Count { get; private set; }
    public int Size { get; private set; }
    public Duration Wait { get; private set; }
}
