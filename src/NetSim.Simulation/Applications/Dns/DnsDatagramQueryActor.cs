using NetSim.Simulation.Actors.Sockets;
using NetSim.Stack.Services.Dns;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>One question over UDP: from a port of its own, so that nobody can guess where an answer must go (RFC 5452).</summary>
internal sealed class DnsDatagramQueryActor(DnsQuery query, IActorRef resolver, IActorRef stack, PacketPool pool) : UntypedActor
{
    protected override void PreStart() =>
        stack.Tell(new UdpBind(0, query.Server.Address.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DatagramReady ready:
                Packet datagram = pool.Rent(query.Message.Length);
                query.Message.Span.CopyTo(datagram.Append(query.Message.Length));
                datagram.Remote = query.Server;
                ready.Socket.Tell(datagram, Self);
                break;
            case Packet answer:
                resolver.Tell(new DnsReply(query.Number, answer.Remote, answer.Bytes.ToArray()), Self);
                answer.Return();
                break;
            case SocketError or BindFailed:
                resolver.Tell(new DnsUnreachable(query.Number), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
