using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;
using NetSim.Stack.Services.Dns;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>A name server's answers over one TCP connection, for as long as the client keeps it open (RFC 7766 6.2).</summary>
internal sealed class DnsConnectionActor(IActorRef socket, NameServer server, ServiceRecord record) : TakingConnectionActor(socket, record)
{
    private readonly DnsMessageReader _reader = new();

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        _reader.Add(bytes);
        while (_reader.TryTake(out ReadOnlyMemory<byte> query)) Answer(query.Span);
    }

    private void Answer(ReadOnlySpan<byte> query)
    {
        Record.Requests++;
        byte[] answer = new byte[NameServer.LongestMessage];
        int length = server.Answer(query, DnsTransport.Tcp, answer);
        if (length == 0) return;
        Record.BytesSent += length;
        Socket.Tell(new TcpWrite(DnsMessageReader.Framed(answer.AsSpan(0, length))), Self);
    }
}
