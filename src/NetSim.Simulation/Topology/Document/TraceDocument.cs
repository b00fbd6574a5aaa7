using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>trace: { flows: all, packets: { ratio: 0.001, drops: always } }</c>.</summary>
internal sealed class TraceDocument : DocumentRecord
{
    public static readonly WordShape<FlowTracing> FlowWords = new(new("all", FlowTracing.All), new("none", FlowTracing.None));

    public static readonly RecordShape<TraceDocument> Shape =
        new RecordShape<TraceDocument>("trace", static () => new TraceDocument(), "What is told to OpenTelemetry.")
            .Defaulted("flows", FlowWords, FlowTracing.All, static (t, v) => t.Flows = v.Value, "whether each flow is a trace")
            .Optional("packets", static () => PacketTraceDocument.Shape, static (t, v) => t.Packets = v.Value,
                "which packets are followed from hop to hop");

    public FlowTracing Flows { get; private set; }
    public PacketTraceDocument? Packets { get; private set; }

    /// <summary>One that was not written whole.</summary>
    public static TraceDocument Of(PacketTraceDocument packets) => new() { Packets = packets };
}

/// <summary>Which packets are followed.</summary>
internal sealed class PacketTraceDocument : DocumentRecord
{
    public static readonly WordShape<DropTracing> DropWords = new(new("always", DropTracing.Always), new("sampled", DropTracing.Sampled));

    public static readonly RecordShape<PacketTraceDocument> Shape =
        new RecordShape<PacketTraceDocument>("packetTrace", static () => new PacketTraceDocument(),
            "Which packets are followed from hop to hop.")
            .Optional("ratio", Scalars.Number(0, 1), static (p, v) => p.Ratio = v.Value,
                "the share of the packets, from 0 to 1; if left out 1 beside a filter, nodes, times or per-second, else 0")
            .Defaulted("drops", DropWords, DropTracing.Always, static (p, v) => p.Drops = v.Value,
                "always: every dropped packet; sampled: only those that were chosen")
            .Optional("filter", Scalars.Text, static (p, v) => p.Filter = v, "which packets, in tcpdump's syntax: 'tcp port 443'")
            .Optional("nodes", static () => new ListShape<string>(Scalars.Text, ListForm.OneOrMany), static (p, v) => p.Nodes = v.Value,
                "the nodes that make them, or where they enter from a device")
            .Optional("start", Scalars.Duration, static (p, v) => p.Start = v, "only those that are made from this time on")
            .Optional("stop", Scalars.Duration, static (p, v) => p.Stop = v, "only those that are made before this time")
            .Optional("per-second", Scalars.Integer(1, int.MaxValue), static (p, v) => p.PerSecond = v.Value,
                "how many at most of each node and second of simulated time, the first ones");

    public double? Ratio { get; private set; }
    public DropTracing Drops { get; private set; }
    public Located<string>? Filter { get; private set; }
    public List<Located<string>> Nodes { get; private set; } = [];
    public Located<Duration>? Start { get; private set; }
    public Located<Duration>? Stop { get; private set; }
    public int? PerSecond { get; private set; }

    /// <summary>Whether it says more than how many.</summary>
    public bool IsChoosy => Filter is not null || Nodes.Count > 0 || Start is not null || Stop is not null || PerSecond is not null;
}
