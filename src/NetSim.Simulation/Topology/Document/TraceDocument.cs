using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

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
}

/// <summary>Which packets are followed.</summary>
internal sealed class PacketTraceDocument : DocumentRecord
{
    public static readonly WordShape<DropTracing> DropWords = new(new("always", DropTracing.Always), new("sampled", DropTracing.Sampled));

    public static readonly RecordShape<PacketTraceDocument> Shape =
        new RecordShape<PacketTraceDocument>("packetTrace", static () => new PacketTraceDocument(),
            "Which packets are followed from hop to hop.")
            .Defaulted("ratio", Scalars.Number(0, 1), 0d, static (p, v) => p.Ratio = v.Value, "the share of all packets, from 0 to 1")
            .Defaulted("drops", DropWords, DropTracing.Always, static (p, v) => p.Drops = v.Value,
                "always: every dropped packet; sampled: only those that the ratio chose");

    public double Ratio { get; private set; }
    public DropTracing Drops { get; private set; }
}
