using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Vlan;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>ports: 4</c>, or <c>ports: { 1: { access: 10 }, 4: { trunk: [10, 20] } }</c>: then the highest number says how many there are.</summary>
internal sealed class PortsDocument
{
    public const int Most = 4096;

    public static Shape<PortsDocument> Shape => new EitherShape<PortsDocument>(
        new MappedShape<int, PortsDocument>(Scalars.Integer(1, Most), static count => new PortsDocument { Count = count }),
        new MappedShape<List<Named<PortDocument>>, PortsDocument>(
            new NamedShape<PortDocument>(PortDocument.Shape), static ports => new PortsDocument { Stated = ports }));

    /// <summary>0 if the ports are stated one by one.</summary>
    public int Count { get; private init; }

    /// <summary>By their numbers.</summary>
    public List<Named<PortDocument>> Stated { get; private init; } = [];
}

/// <summary>One port of a switch: <c>{ access: 10 }</c>, <c>{ trunk: [10, 20], native: 1 }</c>.</summary>
internal sealed class PortDocument : DocumentRecord
{
    public static readonly RecordShape<PortDocument> Shape =
        new RecordShape<PortDocument>("port", static () => new PortDocument(), "A port of a switch.")
            { MayBeEmpty = true }
            .Optional("access", Vlan, static (p, v) => p.Access = v, "the VLAN of the port, whose frames have no tag on it (IEEE 802.1Q)")
            .Optional("trunk", new ListShape<int>(Vlan, ListForm.OneOrMany), static (p, v) => p.Trunk = v,
                "the VLANs of the port, whose frames have a tag on it")
            .Optional("native", Vlan, static (p, v) => p.Native = v,
                "the VLAN of a trunk whose frames have no tag; without it, the trunk takes only frames with a tag")
            .Optional("edge", Scalars.YesNo, static (p, v) => p.Edge = v,
                "with stp: true says that no switch is behind the port, so that it forwards at once and not only after 3 s of silence")
            .AtMostOneOf("access", "trunk")
            .OnlyWith("trunk", "native");

    internal static ScalarShape<int> Vlan => Scalars.Integer(1, VlanTag.LastVlan);

    public Located<int>? Access { get; private set; }
    public Located<List<Located<int>>>? Trunk { get; private set; }
    public Located<int>? Native { get; private set; }
    public Located<bool>? Edge { get; private set; }
}

/// <summary><c>mirror: { from: [1, 2], to: 4 }</c>.</summary>
internal sealed class MirrorDocument : DocumentRecord
{
    public static readonly RecordShape<MirrorDocument> Shape =
        new RecordShape<MirrorDocument>("mirror", static () => new MirrorDocument(), "A port that gets a copy of what others receive and send.")
            .Required("from", new ListShape<int>(Port, ListForm.OneOrMany), static (m, v) => m.From = v, "the ports that are copied")
            .Required("to", Port, static (m, v) => m.To = v, "the port that the copies leave by; it takes part in nothing else");

    private static ScalarShape<int> Port => Scalars.Integer(1, PortsDocument.Most);

    public Located<List<Located<int>>>? From { get; private set; }
    public Located<int>? To { get; private set; }
}

/// <summary><c>vlan: { link: eth0, id: 10 }</c>.</summary>
internal sealed class VlanDocument : DocumentRecord
{
    public static readonly RecordShape<VlanDocument> Shape =
        new RecordShape<VlanDocument>("vlan", static () => new VlanDocument(), "Makes the interface one of a VLAN of another interface.")
            .Required("link", Scalars.NameText, static (d, v) => d.Link = v, "the interface of this node whose link carries the frames, with a tag")
            .Required("id", PortDocument.Vlan, static (d, v) => d.Id = v, "the VLAN");

    public Located<string>? Link { get; private set; }
    public Located<int>? Id { get; private set; }
}
