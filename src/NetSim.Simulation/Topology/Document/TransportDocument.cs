using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary>The keys with which an application says how its packets are to be treated, and its TCP spoken.</summary>
internal abstract class TransportDocument : ApplicationDocument
{
    /// <summary>0–63.</summary>
    public int Dscp { get; private set; }

    /// <summary>Null: as the node speaks it.</summary>
    public Located<TcpDocument>? Tcp { get; private set; }

    protected static RecordShape<T> WithDscp<T>(RecordShape<T> shape) where T : TransportDocument =>
        shape.Optional("dscp", DscpText.Shape, static (a, v) => a.Dscp = v.Value, "the code point of its packets (RFC 2474), by name or number: ef, af11, cs6 …; cs0 if nothing is said");

    protected static RecordShape<T> WithTcp<T>(RecordShape<T> shape) where T : TransportDocument => WithDscp(shape)
        .Optional("tcp", static () => TcpDocument.Shape, static (a, v) => a.Tcp = v, "how its TCP differs from that of its node");
}
