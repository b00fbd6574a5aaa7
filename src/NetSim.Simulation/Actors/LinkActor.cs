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
            case PlugIn or SetLinkState:
                foreach (IActorRef direction in _directions) direction.Tell(message, Self);
                break;
            case ChangeLink change:
                if (change.AToB is { } aToB) _directions[(int)LinkEnd.A].Tell(aToB, Self);
                if (change.BToA is { } bToA) _directions[(int)LinkEnd.B].Tell(bToA, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
