using System.IO.Pipelines;
using NetSim.Simulation.Actors;

namespace NetSim.Simulation.Sockets.Outside;

/// <summary>
/// The way between the lanes and code that is on none. Inwards, everything goes through one actor, in the order in which it was asked
/// for; outwards, what wakes code is run by whoever drives the virtual clock, or on the real clock by the thread pool. Never by a lane.
/// </summary>
internal sealed class Door(OutsidePump? pump) : PipeScheduler
{
    /// <summary>Made with the network.</summary>
    public IActorRef Entrance { get; set; } = ActorRefs.Nobody;

    /// <summary>Who takes orders.</summary>
    public IActorRef Simulation { get; set; } = ActorRefs.Nobody;

    public override void Schedule(Action<object?> action, object? state)
    {
        if (pump is not null) pump.Add(action, state);
        else System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
    }

    /// <summary>Tells something to a node's stack, at the present.</summary>
    public void Enter(NodeState node, object message) => Enter(new Entry(node, message));

    /// <summary>Tells something to the entrance itself.</summary>
    public void Enter(object message)
    {
        Entrance.Tell(message, ActorRefs.NoSender);
        pump?.NoteEntry();
    }
}

/// <summary>To the entrance: pass this on to the stack of a node.</summary>
internal sealed record Entry(NodeState Node, object Message);

/// <summary>To the entrance: pass this on to an interface of a node.</summary>
internal sealed record PortEntry(NodeState Node, int Index, object Message);

/// <summary>To an interface: finish this when you are up.</summary>
internal sealed record AwaitUp(Operation<bool> Up);
