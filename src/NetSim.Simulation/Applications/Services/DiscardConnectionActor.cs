using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Services;

/// <summary>RFC 863 over TCP: takes everything, says nothing, and closes when the peer does.</summary>
internal sealed class DiscardConnectionActor(IActorRef socket, ServiceRecord record) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet data:
                record.BytesReceived += data.Length;
                data.Return();
                break;
            case TcpPeerClosed:
                socket.Tell(TcpClose.Instance, Self);
                break;
            case TcpClosed:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
