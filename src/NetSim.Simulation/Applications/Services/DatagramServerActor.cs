using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Services;

/// <summary>A server on one UDP port: what it does with a datagram is all that differs.</summary>
internal abstract class DatagramServerActor(UdpBind bind, ServiceRecord record, ApplicationContext context) : UntypedActor
{
    protected PacketPool Pool => context.Pool;

    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet datagram:
                record.Requests++;
                record.BytesReceived += datagram.Length;
                Serve(datagram);
                break;
            case DatagramReady ready:
                OnReady(ready);
                break;
            case SocketError:
                break;      // whoever asked has gone
            case BindFailed failed:
                record.Error = failed.Reason;
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreStart() => context.Stack.Tell(bind, Self);

    /// <summary>The socket is there.</summary>
    protected virtual void OnReady(DatagramReady ready)
    {
    }

    /// <param name="datagram">Its payload; owned from here on.</param>
    protected abstract void Serve(Packet datagram);

    /// <summary>Sends by the socket that the datagram in hand came from.</summary>
    protected void Answer(Packet reply)
    {
        record.BytesSent += reply.Length;
        Sender.Tell(reply, Self);
    }
}
