using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What a link, a profile and the defaults have in common.</summary>
internal sealed class LinkPropertiesDocument : DocumentRecord
{
    public static readonly WordShape<Framing> FramingWords = new(new("ethernet", Plan.Framing.Ethernet), new("ip", Plan.Framing.Ip));

    public static readonly RecordShape<LinkPropertiesDocument> Shape =
        new RecordShape<LinkPropertiesDocument>("linkProperties", static () => new LinkPropertiesDocument(), "What a link is like.")
            .Include(DirectionDocument.Shape, static p => p.Forward)
            .Optional("mtu", Scalars.Bytes(1, 65_535), static (p, v) => p.Mtu = v, "the largest IP packet that the link carries, in bytes")
            .Optional("framing", FramingWords, static (p, v) => p.Framing = v.Value,
                "ethernet: MAC addresses, ARP, NDP, switches; ip: bare packets from point to point")
            .Optional("reverse", static () => DirectionDocument.Shape, static (p, v) => p.Reverse = v.Value,
                "what is different from the second endpoint to the first");

    public DirectionDocument Forward { get; } = new();
    public Located<int>? Mtu { get; private set; }
    public Framing? Framing { get; private set; }
    public DirectionDocument? Reverse { get; private set; }
}
