using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Services.Mdns;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Mdns;

/// <summary>Multicast DNS on all links of a node: a responder for each interface, a socket for each family.</summary>
internal sealed class MdnsActor : UntypedActor
{
    /// <summary>224.0.0.251 and ff02::fb (RFC 6762 section 3).</summary>
    private static readonly IpAddress GroupIPv4 = IpAddress.FromIPv4(224, 0, 0, 251), GroupIPv6 = new(0xFF02_0000_0000_0000, 0xFB);

    /// <summary>Addresses may need some seconds until they can be used; then they are told of too.</summary>
    private static readonly Duration[] LookAgain = [Duration.FromSeconds(3), Duration.FromSeconds(10)];

    private readonly ServiceRecord _record;
    private readonly ApplicationContext _context;
    private readonly (NetworkInterface Port, MulticastResponder Responder, IpAddress[] Addresses)[] _interfaces;
    private IActorRef? _ipv4, _ipv6;
    private DeadlineTimer _timer = new();

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }

    public MdnsActor(MdnsPlan plan, ServiceRecord record, ApplicationContext context)
    {
        (_record, _context) = (record, context);
        NodeState node = context.Node;
        ReadOnlySpan<NetworkInterface> ports = ((HostInside)node.Inside!).Core.Interfaces;
        _interfaces = new (NetworkInterface, MulticastResponder, IpAddress[])[ports.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            var responder = new MulticastResponder(plan.Name, node.RandomOf(node.Wiring.Key, $"mdns/{ports[i].Name}"), plan.Services);
            _interfaces[i] = (ports[i], responder, []);
        }
    }

    protected override void PreStart() => _context.Stack.Tell(new UdpBind(MulticastResponder.Port), Self);

    protected override void OnReceive(object message)
    {
        Instant now = ApplicationContext.Now;
        switch (message)
        {
            case DatagramReady ready:
                OnReady(now, ready);
                break;
            case Packet datagram:
                OnDatagram(now, datagram);
                break;
            case Look:
                LookAtAddresses(now);
                break;
            case Deadline:
                if (!_timer.HasCome(now.Nanoseconds)) return;
                foreach ((_, MulticastResponder responder, _) in _interfaces) responder.OnDeadline(now);
                break;
            case SocketError:
                break;
            case BindFailed failed:
                _record.Error = failed.Reason;
                break;
            default:
                Unhandled(message);
                return;
        }
        HandOut();
    }

    /// <summary>Says good-bye; the sockets live a moment longer.</summary>
    protected override void PostStop()
    {
        foreach ((NetworkInterface port, MulticastResponder responder, _) in _interfaces)
        {
            responder.Stop();
            SendAll(port, responder);
        }
    }

    private void OnReady(Instant now, DatagramReady ready)
    {
        bool isIPv4 = ready.Local.Address.IsIPv4;
        if (isIPv4) _ipv4 = ready.Socket;
        else _ipv6 = ready.Socket;
        ready.Socket.Tell(new GroupJoin(isIPv4 ? GroupIPv4 : GroupIPv6), Self);
        // RFC 6762 section 11: sent with 255, so that whoever looks sees that it has not come from afar.
        ready.Socket.Tell(new DatagramOptions(TimeToLive: 255, GroupTimeToLive: 255), Self);
        if (_ipv4 is null || _ipv6 is null) return;
        LookAtAddresses(now);
        foreach (Duration wait in LookAgain) ApplicationContext.TellAt(now + wait, Self, Look.Instance);
    }

    private void LookAtAddresses(Instant now)
    {
        for (int i = 0; i < _interfaces.Length; i++)
        {
            (NetworkInterface port, MulticastResponder responder, IpAddress[] before) = _interfaces[i];
            var addresses = new IpAddress[port.Prefixes.Length];
            for (int k = 0; k < addresses.Length; k++) addresses[k] = port.Prefixes[k].Address;
            if (addresses.Length == 0 || addresses.AsSpan().SequenceEqual(before)) continue;
            _interfaces[i].Addresses = addresses;
            responder.Start(now, addresses);
        }
    }

    private void OnDatagram(Instant now, Packet datagram)
    {
        _record.Requests++;
        _record.BytesReceived += datagram.Length;
        if (DnsView.TryParse(datagram.Bytes, out DnsView view))
        {
            foreach ((NetworkInterface port, MulticastResponder responder, IpAddress[] addresses) in _interfaces)
            {
                if (port.Index == datagram.Ingress && addresses.Length > 0) responder.OnMessage(now, datagram.Remote, view);
            }
        }
        datagram.Return();
    }

    private void HandOut()
    {
        Instant? next = null;
        foreach ((NetworkInterface port, MulticastResponder responder, _) in _interfaces)
        {
            SendAll(port, responder);
            if (responder.NextDeadline is { } due) next = next is { } before ? Instant.Min(before, due) : due;
        }
        _timer.Arm(_context.Node.Lane, Self, next);
    }

    private void SendAll(NetworkInterface port, MulticastResponder responder)
    {
        while (responder.TryTake(out MulticastSend? message))
        {
            if (message.To is { } one)
            {
                Send(port, message, one);
                continue;
            }
            (bool hasIPv4, bool hasIPv6) = (false, false);
            foreach (IpPrefix prefix in port.Prefixes)
            {
                hasIPv4 |= prefix.Address.IsIPv4;
                hasIPv6 |= prefix.Address.IsIPv6;
            }
            if (hasIPv4) Send(port, message, new IpEndpoint(GroupIPv4, MulticastResponder.Port));
            if (hasIPv6) Send(port, message, new IpEndpoint(GroupIPv6, MulticastResponder.Port));
        }
    }

    private void Send(NetworkInterface port, MulticastSend message, IpEndpoint to)
    {
        if ((to.Address.IsIPv4 ? _ipv4 : _ipv6) is not { } socket) return;
        Packet datagram = _context.Pool.Rent(message.Bytes.Length);
        message.Bytes.Span.CopyTo(datagram.Append(message.Bytes.Length));
        datagram.Remote = to;
        datagram.Egress = port.Index;
        _record.BytesSent += datagram.Length;
        socket.Tell(datagram, Self);
    }
}
