using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Services;

/// <summary>A server's end of a connection that only takes, or answers so little that it need not wait for it to be written. It closes when the peer does.</summary>
/// <param name="socket">Of the connection.</param>
/// <param name="record">Where what comes is counted.</param>
internal abstract class TakingConnectionActor(IActorRef socket, ServiceRecord record) : UntypedActor
{
    protected IActorRef Socket => socket;

    protected ServiceRecord Record => record;

    protected abstract void Take(ReadOnlySpan<byte> bytes);

    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet data:
                record.BytesReceived += data.Length;
                Take(data.Bytes);
                data.Return();
                break;
            case TcpWritten:
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
