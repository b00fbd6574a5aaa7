using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Actors;

/// <summary>
/// A cable: two ends, and a <see cref="LinkDirectionActor"/> for each direction, which lives with the interface that sends into it.
/// This actor brings the ends together; frames never come here.
/// </summary>
internal sealed class LinkActor : UntypedActor
{
    private readonly LinkParts _link;

    public LinkActor(LinkParts link)
    {
        _link = link;
        link.AToBActor = Context.ActorOf(link.DirectionFrom(LinkEnd.A), LinkParts.NameOf(LinkEnd.A));
        link.BToAActor = Context.ActorOf(link.DirectionFrom(LinkEnd.B), LinkParts.NameOf(LinkEnd.B));
    }

    protected override void OnReceive(object message)
    {
        if (message is not PlugIn)
        {
            Unhandled(message);
            return;
        }
        _link.AToBActor.Tell(message, Self);
        _link.BToAActor.Tell(message, Self);
    }
}
