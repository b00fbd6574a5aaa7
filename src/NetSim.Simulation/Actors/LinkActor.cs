using NetSim.Actors.Lanes;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Actors;

/// <summary>
/// A cable: two ends, and a <see cref="LinkDirectionActor"/> for each direction, which lives with the interface that sends into it.
/// This actor brings the ends together and passes on what changes; frames never come here.
/// </summary>
internal sealed class LinkActor : UntypedActor
{
    private readonly IActorRef[] _directions;

    /// <param name="aToB">How to make the direction from a to b, placed on the lane of a.</param>
    /// <param name="bToA">The other one.</param>
    public LinkActor(Props aToB, Props bToA) =>
        _directions = [Context.ActorOf(aToB, "a-to-b"), Context.ActorOf(bToA, "b-to-a")];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PlugIn:
                foreach (IActorRef direction in _directions) direction.Tell(message, Self);
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
        Lane.Current.TellAt(due, _directions[(int)LinkEnd.A], change.AToB, Self);
        Lane.Current.TellAt(due, _directions[(int)LinkEnd.B], change.BToA, Self);
        if (change.State is not { } state) return;
        foreach (IActorRef direction in _directions) Lane.Current.TellAt(due, direction, new SetLinkState(state), Self);
    }
}
