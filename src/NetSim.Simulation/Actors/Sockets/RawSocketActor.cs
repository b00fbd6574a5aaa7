using NetSim.Actors.Lanes;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Raw;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>A raw IP socket: a packet from the stack is on its way up, one from anybody else on its way down.</summary>
internal sealed class RawSocketActor(RawSocket core, IActorRef stack, IActorRef owner) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;

    /// <summary>Made with the first.</summary>
    private JoinedGroups? _groups;

    protected override void PreStart() => Context.Watch(owner);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet when ReferenceEquals(Sender, stack):
                if (core.OnPacket(new Instant(_lane.Now), packet) == SocketVerdict.Deliver) owner.Tell(packet, Self);
                break;
            case Packet packet:
                if (core.Send(new Instant(_lane.Now), packet) == SocketVerdict.Transmit) stack.Tell(packet, Self);
                break;
            case GroupJoin join:
                (_groups ??= new JoinedGroups(stack)).Join(join, Self);
                break;
            case GroupLeave leave:
                _groups?.Leave(leave, Self);
                break;
            case SocketClose or Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        _groups?.LeaveAll(Self);
        stack.Tell(new RawReleased(core.Options), Self);
    }
}

/// <summary>From a raw socket that has stopped to its stack.</summary>
internal sealed record RawReleased(RawSocketOptions Options);
