using NetSim.Simulation.Actors;

namespace NetSim.Simulation.Sockets.Outside;

/// <summary>
/// A socket that code outside holds: this object is known on both sides, its actor lives on the lane as a child of the node's stack and
/// speaks to the socket's actor like any application.
/// </summary>
internal abstract class Bridge(Door door, NodeState node)
{
    public Door Door { get; } = door;

    public NodeState Node { get; } = node;

    /// <summary>What the actor is called.</summary>
    public abstract string Name { get; }

    /// <summary>The lane's side; set where it is made.</summary>
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    /// <summary>The lane's side has ended, and takes no more commands.</summary>
    public bool IsGone { get; set; }

    public abstract Props ActorProps(IActorRef stack);

    /// <summary>From outside: makes the lane's side.</summary>
    public void Open() => Door.Enter(Node, new OpenBridge(this));

    /// <summary>From outside, to the lane's side.</summary>
    public void Tell(object message) => Door.Enter(Node, new BridgeCommand(this, message));

    /// <summary>On the lane: what came from outside for this side.</summary>
    public void Take(object message)
    {
        if (!IsGone) Actor.Tell(message, ActorRefs.NoSender);
        else if (message is WriteCommand write) write.Done.Fail(SocketErrors.OnStream(SocketErrors.Of(Actors.Sockets.TcpCloseReason.Aborted)));
    }
}

/// <summary>To a stack: make the lane's side of a socket that code outside holds.</summary>
internal sealed record OpenBridge(Bridge Bridge);

/// <summary>To a stack, for the lane's side of a socket that code outside holds.</summary>
internal sealed record BridgeCommand(Bridge Bridge, object Message);

/// <summary>To a stream: append to it; over when all is in the send buffer.</summary>
internal sealed record WriteCommand(ReadOnlyMemory<byte> Data, Operation<bool> Done);

/// <summary>What code outside wants of its socket.</summary>
internal enum BridgeWish : byte
{
    /// <summary>There is room for more of what comes in.</summary>
    Resume,

    /// <summary>Nothing more will be written.</summary>
    Shutdown,

    Close,

    Abort,
}
