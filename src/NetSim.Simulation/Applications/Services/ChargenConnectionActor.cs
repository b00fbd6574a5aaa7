using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Services;

/// <summary>RFC 864 over TCP: characters without end, or <paramref name="bytes"/> of them and then FIN. What comes in is thrown away.</summary>
internal sealed class ChargenConnectionActor(IActorRef socket, ServiceRecord record, long? bytes) : UntypedActor
{
    /// <summary>Writes on their way at once: one in the buffer, one ready behind it.</summary>
    private const int Ahead = 2;

    private static readonly TcpWrite WholeBlock = new(CharacterPattern.Block);

    private long _written;

    protected override void PreStart()
    {
        for (int i = 0; i < Ahead; i++) WriteNext();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpWritten:
                WriteNext();
                break;
            case Packet data:
                record.BytesReceived += data.Length;
                data.Return();
                break;
            case TcpPeerClosed when bytes is null:
                socket.Tell(TcpClose.Instance, Self);
                break;
            case TcpPeerClosed:
                break;      // a half-closed peer still gets what it asked for
            case TcpClosed:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void WriteNext()
    {
        long left = bytes is { } limit ? limit - _written : long.MaxValue;
        if (left <= 0) return;
        int length = (int)Math.Min(left, CharacterPattern.Block.Length);
        socket.Tell(length == CharacterPattern.Block.Length ? WholeBlock : new TcpWrite(CharacterPattern.Block[..length]), Self);
        _written += length;
        record.BytesSent += length;
        if (left == length) socket.Tell(TcpClose.Instance, Self);
    }
}
