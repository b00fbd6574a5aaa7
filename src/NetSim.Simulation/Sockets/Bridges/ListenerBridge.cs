using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets.Outside;

namespace NetSim.Simulation.Sockets.Bridges;

/// <summary>A listening port that code outside holds.</summary>
internal sealed class ListenerBridge(Door door, NodeState node, TcpListen request) : Bridge(door, node)
{
    public override string Name => $"acceptor-{Request.Port}";

    public TcpListen Request { get; } = request;

    /// <summary>The port.</summary>
    public Operation<ushort> Listening { get; } = new(door);

    public InboundQueue<StreamBridge> Accepted { get; } = new(door, int.MaxValue);

    public override Props ActorProps(IActorRef stack) => Producer.PropsOf(() => new ListenerBridgeActor(this, stack));
}

/// <summary>The owner of a listener: takes a connection when somebody outside wants one, so that the others wait in the backlog.</summary>
internal sealed class ListenerBridgeActor(ListenerBridge bridge, IActorRef stack) : UntypedActor
{
    private readonly List<IActorRef> _paused = [];

    protected override void PreStart() => stack.Tell(bridge.Request, Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpListening listening:
                bridge.Listening.Succeed(listening.Port);
                break;
            case BindFailed failed:
                bridge.Listening.Fail(SocketErrors.Of(failed));
                Context.Stop(Self);
                break;
            case TcpAccepted accepted:
                Accept(accepted);
                break;
            case BridgeWish.Resume:
                foreach (IActorRef listener in _paused) listener.Tell(TcpResumeAccepting.Instance, Self);
                _paused.Clear();
                break;
            case BridgeWish:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        bridge.IsGone = true;
        var end = SocketErrors.Make(System.Net.Sockets.SocketError.OperationAborted, "nobody listens any more");
        bridge.Listening.Fail(end);
        bridge.Accepted.End(end);
        while (bridge.Accepted.TryTake(out StreamBridge? waiting)) waiting.Take(BridgeWish.Abort);
    }

    private void Accept(TcpAccepted accepted)
    {
        StreamBridge stream = StreamBridge.ForAccepted(bridge.Door, bridge.Node, accepted);
        stack.Tell(new OpenBridge(stream), Self);
        bridge.Accepted.TryAdd(stream);
        if (bridge.Accepted.Count == 0) return;
        Sender.Tell(TcpPauseAccepting.Instance, Self);
        _paused.Add(Sender);
    }
}
