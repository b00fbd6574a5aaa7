using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>{ interface: "r1:eth1", file: r1-eth1.pcapng }</c>.</summary>
internal sealed class CaptureDocument : DocumentRecord
{
    public static readonly RecordShape<CaptureDocument> Shape =
        new RecordShape<CaptureDocument>("capture", static () => new CaptureDocument(), "Packets of one interface, written to a file.")
            .Required("interface", EndpointDocument.Shape, static (c, v) => c.Interface = v.Value,
                "the interface or switch port (web:eth0, sw1:1)")
            .Required("file", Scalars.Text, static (c, v) => c.File = v, "a pcapng file beside or below the topology file")
            .Optional("filter", Scalars.Text, static (c, v) => c.Filter = v, "which packets, in tcpdump's syntax: 'tcp port 80'");

    public EndpointDocument? Interface { get; private set; }
    public Located<string>? File { get; private set; }
    public Located<string>? Filter { get; private set; }
}
