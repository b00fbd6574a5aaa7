using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>A packet socket: a frame from the interface is on its way up, one from anybody else on its way down.</summary>
internal sealed class PacketSocketActor(int index, IActorRef port, IActorRef stack, IActorRef owner) : UntypedActor
{
    protected override void PreStart() => Context.Watch(owner);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet frame when ReferenceEquals(Sender, port):
                owner.Tell(frame, Self);
                break;
            case Packet frame:
                (frame.Egress, frame.IsFrame) = (index, true);
                port.Tell(frame, Self);
                break;
            case SocketClose or Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => stack.Tell(new PacketReleased(index), Self);
}

/// <summary>From a packet socket that has stopped to its stack.</summary>
internal sealed record PacketReleased(int Interface);
