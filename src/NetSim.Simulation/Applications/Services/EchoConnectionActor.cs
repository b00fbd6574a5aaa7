using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Services;

/// <summary>RFC 862 over TCP: what comes in goes out again, no faster than it can.</summary>
internal sealed class EchoConnectionActor(IActorRef socket, ServiceRecord record) : UntypedActor
{
    /// <summary>Writes that may wait before reading pauses: keeps one window's worth moving, not more.</summary>
    private const int MaxPendingWrites = 64;

    private int _pending;
    private bool _isPaused;
    private bool _peerClosed;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet data:
                Echo(data);
                break;
            case TcpWritten:
                OnWritten();
                break;
            case TcpPeerClosed:
                _peerClosed = true;
                CloseWhenWritten();
                break;
            case TcpClosed:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Echo(Packet data)
    {
        record.BytesReceived += data.Length;
        record.BytesSent += data.Length;
        // The bytes must stay until the peer acknowledges them, the packet goes back to its pool: so they are copied.
        socket.Tell(new TcpWrite(data.Bytes.ToArray()), Self);
        data.Return();
        if (++_pending < MaxPendingWrites || _isPaused) return;
        _isPaused = true;
        socket.Tell(TcpPauseReading.Instance, Self);
    }

    private void OnWritten()
    {
        _pending--;
        if (_isPaused && _pending < MaxPendingWrites / 2)
        {
            _isPaused = false;
            socket.Tell(TcpResumeReading.Instance, Self);
        }
        CloseWhenWritten();
    }

    private void CloseWhenWritten()
    {
        if (_peerClosed && _pending == 0) socket.Tell(TcpClose.Instance, Self);
    }
}
