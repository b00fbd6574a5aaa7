using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;
using NetSim.Stack.Services.Dns;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>A name server's answers over one TCP connection, for as long as the client keeps it open (RFC 7766 6.2).</summary>
internal sealed class DnsConnectionActor(IActorRef socket, NameServer server, ServiceRecord record) : UntypedActor
{
    private readonly DnsMessageReader _reader = new();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet data:
                record.BytesReceived += data.Length;
                _reader.Add(data.Bytes);
                data.Return();
                while (_reader.TryTake(out ReadOnlyMemory<byte> query)) Answer(query.Span);
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

    private void Answer(ReadOnlySpan<byte> query)
    {
        record.Requests++;
        byte[] answer = new byte[NameServer.LongestMessage];
        int length = server.Answer(query, DnsTransport.Tcp, answer);
        if (length == 0) return;
        record.BytesSent += length;
        socket.Tell(new TcpWrite(DnsMessageReader.Framed(answer.AsSpan(0, length))), Self);
    }
}
