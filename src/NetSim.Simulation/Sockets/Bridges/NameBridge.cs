using NetSim.Simulation.Actors;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Sockets.Bridges;

/// <summary>A name that code outside has a node look up.</summary>
internal sealed class NameBridge(Door door, NodeState node, string name) : Bridge(door, node)
{
    public override string Name => "name";

    public string Question { get; } = name;

    public Operation<IReadOnlyList<IpAddress>> Answer { get; } = new(door);

    public override Props ActorProps(IActorRef stack) => Producer.PropsOf(() => new NameBridgeActor(this, stack));
}

internal sealed class NameBridgeActor(NameBridge bridge, IActorRef stack) : UntypedActor
{
    protected override void PreStart() => stack.Tell(new ResolveName(bridge.Question), Self);

    protected override void OnReceive(object message)
    {
        if (message is not NameResolved found)
        {
            Unhandled(message);
            return;
        }
        if (found.Problem is { } problem) bridge.Answer.Fail(SocketErrors.Make(System.Net.Sockets.SocketError.HostNotFound, problem));
        else bridge.Answer.Succeed([.. found.Answer.Addresses]);
        Context.Stop(Self);
    }

    protected override void PostStop()
    {
        bridge.IsGone = true;
        bridge.Answer.Fail(SocketErrors.Make(System.Net.Sockets.SocketError.TryAgain, "the node has stopped"));
    }
}
