using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>defaults: { link: …, tcp: … }</c>.</summary>
internal sealed class DefaultsDocument : DocumentRecord
{
    public static readonly RecordShape<DefaultsDocument> Shape =
        new RecordShape<DefaultsDocument>("defaults", static () => new DefaultsDocument(),
            "What holds where nothing more specific is said.")
            .Optional("link", static () => LinkPropertiesDocument.Shape, static (d, v) => d.Link = v.Value, "for links")
            .Optional("tcp", static () => TcpDocument.Shape, static (d, v) => d.Tcp = v.Value, "for the TCP of hosts and routers");

    public LinkPropertiesDocument? Link { get; private set; }
    public TcpDocument? Tcp { get; private set; }
}
