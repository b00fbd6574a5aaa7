using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;
using NetSim.Stack.Services.Dns;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>A name server's answers over UDP.</summary>
internal sealed class DnsServerActor(NameServer server, ServiceRecord record, ApplicationContext context)
    : DatagramServerActor(new UdpBind(record.Port), record, context)
{
    private readonly byte[] _answer = new byte[NameServer.LongestDatagram];

    protected override void Serve(Packet datagram)
    {
        int length = server.Answer(datagram.Bytes, DnsTransport.Udp, _answer);
        if (length == 0)
        {
            datagram.Return();
            return;
        }
        // The same ends the other way round: an answer from another address of this node would not be believed.
        datagram.Reset();
        _answer.AsSpan(0, length).CopyTo(datagram.Append(length));
        Answer(datagram);
    }
}
