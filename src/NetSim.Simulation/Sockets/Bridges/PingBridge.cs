using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sockets.Bridges;

/// <summary>One echo request that code outside has made.</summary>
internal sealed class PingBridge(Door door, NodeState node, EchoOpen request, int size) : Bridge(door, node)
{
    public override string Name => $"ping-{Request.Target}";

    public EchoOpen Request { get; } = request;

    /// <summary>Payload bytes.</summary>
    public int Size { get; } = size;

    public Operation<PingReply> Reply { get; } = new(door);

    public override Props ActorProps(IActorRef stack) => Producer.PropsOf(() => new PingBridgeActor(this, stack));
}

internal sealed class PingBridgeActor(PingBridge bridge, IActorRef stack) : UntypedActor
{
    private Instant _sent;

    protected override void PreStart() => stack.Tell(bridge.Request, Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DatagramReady ready:
                _sent = bridge.Node.Now;
                ready.Socket.Tell(new EchoSend(1, bridge.Size), Self);
                return;
            case EchoReply reply:
                End(reply.From, reply.TimeToLive, error: null);
                break;
            case SocketError error:
                End(error.From, hops: 0, error.Text);
                break;
            case BindFailed failed:
                bridge.Reply.Fail(SocketErrors.Of(failed));
                break;
            case BridgeWish:
                break;
            default:
                Unhandled(message);
                return;
        }
        Context.Stop(Self);
    }

    protected override void PostStop()
    {
        bridge.IsGone = true;
        bridge.Reply.Fail(SocketErrors.Make(System.Net.Sockets.SocketError.OperationAborted, "the ping was given up"));
    }

    private void End(IpAddress from, int hops, string? error) =>
        bridge.Reply.Succeed(new PingReply(from, bridge.Node.Now - _sent, hops, error));
}
