using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Services.Dhcpv6;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Dhcpv6;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Dhcp;

/// <summary>The stateless DHCPv6 clients of a node's interfaces, behind one socket.</summary>
internal sealed class Dhcpv6ClientActor : UntypedActor
{
    private readonly ApplicationContext _context;
    private readonly Dhcpv6ClientRecord _record;
    private readonly (NetworkInterface Port, Dhcpv6Client Client)[] _interfaces;
    private IActorRef? _socket;
    private DeadlineTimer _timer = new();

    public Dhcpv6ClientActor(Dhcpv6ClientPlan plan, Dhcpv6ClientRecord record, ApplicationContext context)
    {
        (_context, _record) = (context, record);
        NodeState node = context.Node;
        var core = ((HostInside)node.Inside!).Core;
        _interfaces = new (NetworkInterface, Dhcpv6Client)[plan.Interfaces.Length];
        for (int i = 0; i < _interfaces.Length; i++)
        {
            NetworkInterface port = core.Interfaces[plan.Interfaces[i]];
            _interfaces[i] = (port, new Dhcpv6Client(port.Mac, node.RandomOf(node.Wiring.Key, $"dhcpv6/{port.Name}")));
        }
    }

    protected override void PreStart() => _context.Stack.Tell(new UdpBind(Dhcpv6View.ClientPort, IpAddress.AnyIPv6), Self);

    protected override void OnReceive(object message)
    {
        Instant now = ApplicationContext.Now;
        switch (message)
        {
            case DatagramReady ready:
                _socket = ready.Socket;
                foreach ((_, Dhcpv6Client client) in _interfaces) client.Start(now);
                break;
            case Packet datagram:
                OnDatagram(now, datagram);
                break;
            case Deadline:
                if (!_timer.HasCome(now.Nanoseconds)) return;
                foreach ((_, Dhcpv6Client client) in _interfaces) client.OnDeadline(now);
                break;
            case BindFailed failed:
                _record.Error = failed.Reason;
                break;
            case SocketError:
                break;
            default:
                Unhandled(message);
                return;
        }
        HandOut();
    }

    private void OnDatagram(Instant now, Packet datagram)
    {
        if (datagram.Remote.Port == Dhcpv6View.ServerPort && Dhcpv6View.TryParse(datagram.Bytes, out Dhcpv6View view))
        {
            foreach ((NetworkInterface port, Dhcpv6Client client) in _interfaces)
            {
                if (port.Index != datagram.Ingress) continue;
                StatelessConfiguration? before = client.Configuration;
                client.OnMessage(now, view);
                if (client.Configuration != before) OnConfigured();
            }
        }
        datagram.Return();
    }

    private void OnConfigured()
    {
        List<IpAddress> servers = [];
        List<DnsName> search = [];
        foreach ((_, Dhcpv6Client client) in _interfaces)
        {
            if (client.Configuration is not { } told) continue;
            servers.AddRange(told.NameServers);
            if (told.Domain is { } domain) search.Add(domain);
        }
        (_record.NameServers, _record.Domain) = (servers, search.Count > 0 ? search[0].ToString() : null);
        Context.Parent.Tell(new NameServersLearned("dhcpv6", servers, search), Self);
    }

    private void HandOut()
    {
        Instant? next = null;
        foreach ((NetworkInterface port, Dhcpv6Client client) in _interfaces)
        {
            while (client.TryTake(out byte[]? bytes))
            {
                Packet datagram = _context.Pool.Rent(bytes.Length);
                bytes.CopyTo(datagram.Append(bytes.Length));
                datagram.Remote = new IpEndpoint(Dhcpv6View.Servers, Dhcpv6View.ServerPort);
                datagram.Egress = port.Index;
                _socket!.Tell(datagram, Self);
            }
            if (client.NextDeadline is { } due) next = next is { } before ? Instant.Min(before, due) : due;
        }
        _timer.Arm(_context.Node.Lane, Self, next);
    }
}
