using NetSim.Simulation.Actors.Sockets;
using NetSim.Stack.Services.Dns;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>One question over a TCP connection of its own (RFC 7766).</summary>
internal sealed class DnsStreamQueryActor(DnsQuery query, IActorRef resolver, IActorRef stack) : UntypedActor
{
    private readonly DnsMessageReader _reader = new();

    protected override void PreStart() => stack.Tell(new TcpConnect(query.Server), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpConnected:
                Sender.Tell(new TcpWrite(DnsMessageReader.Framed(query.Message.Span)), Self);
                break;
            case Packet data:
                _reader.Add(data.Bytes);
                data.Return();
                if (!_reader.TryTake(out ReadOnlyMemory<byte> answer)) break;
                resolver.Tell(new DnsReply(query.Number, query.Server, answer), Self);
                Sender.Tell(TcpClose.Instance, Self);
                break;
            case TcpWritten:
                break;
            case TcpPeerClosed:
                Sender.Tell(TcpClose.Instance, Self);
                break;
            case TcpClosed or BindFailed:
                resolver.Tell(new DnsUnreachable(query.Number), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
