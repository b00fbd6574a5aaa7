using NetSim.Actors.Lanes;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Actors;

/// <summary>
/// A cable: two ends, and a <see cref="LinkDirectionActor"/> for each direction, which lives with the interface that sends into it.
/// This actor brings the ends together and passes on what changes; frames never come here.
/// </summary>
internal sealed class LinkActor : UntypedActor
{
    private readonly IActorRef _aToB;
    private readonly IActorRef _bToA;

    public LinkActor(LinkParts link)
    {
        _aToB = Context.ActorOf(link.DirectionFrom(LinkEnd.A), LinkParts.NameOf(LinkEnd.A));
        _bToA = Context.ActorOf(link.DirectionFrom(LinkEnd.B), LinkParts.NameOf(LinkEnd.B));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PlugIn:
                _aToB.Tell(message, Self);
                _bToA.Tell(message, Self);
                break;
            case LinkChangeAt change:
                Schedule(change);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The directions live with their interfaces, perhaps on other lanes, so they are told beforehand what to do when.</summary>
    private void Schedule(LinkChangeAt change)
    {
        long due = change.At.Nanoseconds;
        Lane.Current.TellAt(due, _aToB, change.AToB, Self);
        Lane.Current.TellAt(due, _bToA, change.BToA, Self);
        if (change.State is not { } state) return;
        Lane.Current.TellAt(due, _aToB, new SetLinkState(state), Self);
        Lane.Current.TellAt(due, _bToA, new SetLinkState(state), Self);
    }
}
