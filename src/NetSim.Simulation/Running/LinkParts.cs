using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Links;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Running;

/// <summary>A link: its two directions, and how to make their actors and its own.</summary>
/// <param name="parts">The whole.</param>
/// <param name="id">Of the link.</param>
/// <param name="aToB">The direction from a to b.</param>
/// <param name="bToA">The other one.</param>
internal sealed class LinkParts(SimulationParts parts, int id, LinkDirection aToB, LinkDirection bToA) : Recipe
{
    public LinkDirection AToB => aToB;

    public LinkDirection BToA => bToA;

    /// <summary>Made with the link's actor.</summary>
    public IActorRef AToBActor { get; set; } = ActorRefs.Nobody;

    public IActorRef BToAActor { get; set; } = ActorRefs.Nobody;

    public override ActorBase Produce() => new LinkActor(this);

    /// <summary>A direction's name among all entities, after that of the link.</summary>
    public static string NameOf(LinkEnd from) => from == LinkEnd.A ? "a-to-b" : "b-to-a";

    /// <summary>How to make a direction, placed where the interface is that sends into it.</summary>
    public Props DirectionFrom(LinkEnd from)
    {
        NodeState node = NodeAt(from);
        return new Direction(this, from).ToProps().Placed(node.Lane, node.Order);
    }

    private sealed class Direction(LinkParts link, LinkEnd from) : Recipe
    {
        public override ActorBase Produce() => link.MakeDirection(from);
    }

    /// <summary>The link, where a direction starts and where it leads, as people name them.</summary>
    public (string Link, string From, string To) NamesFrom(LinkEnd from)
    {
        string a = parts.Plan.EndpointName(Plan.A), b = parts.Plan.EndpointName(Plan.B);
        return from == LinkEnd.A ? (parts.Plan.LinkName(id), a, b) : (parts.Plan.LinkName(id), b, a);
    }

    /// <summary>The node at an end.</summary>
    public NodeState NodeAt(LinkEnd end) => parts.NodeOf(end == LinkEnd.A ? Plan.A : Plan.B);

    private ref readonly LinkPlan Plan => ref parts.Plan.Links.ItemRef(id);

    private LinkDirectionActor MakeDirection(LinkEnd from)
    {
        LinkDirection core = from == LinkEnd.A ? aToB : bToA;
        LinkType type = Plan.Framing == Framing.Ethernet ? LinkType.Ethernet : LinkType.Raw;
        return new LinkDirectionActor(core, from, type, NodeAt(from).Pool, parts.Tracer is null ? null : WayOf(core, from));
    }

    private LinkWay WayOf(LinkDirection core, LinkEnd from)
    {
        (string link, string near, string far) = NamesFrom(from);
        return new LinkWay(core, link, from == LinkEnd.A ? "a_to_b" : "b_to_a", (near, far));
    }
}
