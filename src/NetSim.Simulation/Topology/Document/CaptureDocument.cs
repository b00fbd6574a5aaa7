using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>{ interface: "r1:eth1", file: r1-eth1.pcapng }</c>.</summary>
internal sealed class CaptureDocument : DocumentRecord
{
    public static readonly RecordShape<CaptureDocument> Shape =
        new RecordShape<CaptureDocument>("capture", static () => new CaptureDocument(), "Packets of one interface, written to a file.")
            .Required("interface", EndpointDocument.Shape, static (c, v) => c.Interface = v.Value,
                "the interface or switch port (web:eth0, sw1:1)")
            .Required("file", Scalars.Text, static (c, v) => c.File = v, "a pcapng file beside or below the topology file")
            .Optional("filter", Scalars.Text, static (c, v) => c.Filter = v, "which packets, in tcpdump's syntax: 'tcp port 80'")
            .Optional("ring", CaptureRingDocument.Shape, static (c, v) => c.Ring = v.Value, "several files instead of one, of which the latest are kept");

    public EndpointDocument? Interface { get; private set; }
    public Located<string>? File { get; private set; }
    public Located<string>? Filter { get; private set; }
    public CaptureRingDocument? Ring { get; private set; }
}

/// <summary><c>{ files: 4, size: 10 MB }</c>.</summary>
internal sealed class CaptureRingDocument : DocumentRecord
{
    public static readonly RecordShape<CaptureRingDocument> Shape =
        new RecordShape<CaptureRingDocument>("captureRing", static () => new CaptureRingDocument(), "The latest of what was captured, in files of a certain size.")
            .Required("files", Scalars.Integer(2, CaptureRingPlan.MostFiles), static (r, v) => r.Files = v.Value, "how many files are kept")
            .Required("size", Scalars.Size, static (r, v) => r.Size = v, "how large each of them may become");

    public int Files { get; private set; }
    public Located<ByteSize>? Size { get; private set; }
}
