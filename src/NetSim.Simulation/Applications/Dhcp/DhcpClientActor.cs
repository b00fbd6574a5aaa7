using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Services.Dhcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Dhcp;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Dhcp;

/// <summary>The DHCP clients of a node's interfaces, behind one socket; what they are given goes to the stack and to the resolver.</summary>
internal sealed class DhcpClientActor : UntypedActor
{
    private readonly ApplicationContext _context;
    private readonly DhcpClientRecord _record;
    private readonly LeasedInterface[] _interfaces;
    private IActorRef? _socket;
    private DeadlineTimer _timer = new();

    public DhcpClientActor(DhcpClientPlan plan, DhcpClientRecord record, ApplicationContext context)
    {
        (_context, _record) = (context, record);
        NodeState node = context.Node;
        var core = ((HostInside)node.Inside!).Core;
        _interfaces = new LeasedInterface[plan.Interfaces.Length];
        record.Leases.Clear();
        for (int i = 0; i < _interfaces.Length; i++)
        {
            NetworkInterface port = core.Interfaces[plan.Interfaces[i]];
            var client = new DhcpClient(port.Mac, node.Name, node.RandomOf(node.Wiring.Key, $"dhcp/{port.Name}"));
            var entry = new DhcpClientRecord.Entry(port.Name);
            record.Leases.Add(entry);
            _interfaces[i] = new LeasedInterface(port, client, entry);
        }
    }

    protected override void PreStart() => _context.Stack.Tell(new UdpBind(DhcpView.ClientPort, IpAddress.AnyIPv4), Self);

    protected override void OnReceive(object message)
    {
        Instant now = ApplicationContext.Now;
        switch (message)
        {
            case DatagramReady ready:
                _socket = ready.Socket;
                foreach (LeasedInterface own in _interfaces) own.Client.Start(now);
                break;
            case Packet datagram:
                OnDatagram(now, datagram);
                break;
            case Deadline:
                if (!_timer.HasCome(now.Nanoseconds)) return;
                foreach (LeasedInterface own in _interfaces)
                {
                    own.Client.Conflicts = own.Port.Counters.AddressConflicts;
                    own.Client.OnDeadline(now);
                }
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

    /// <summary>What was leased is given back; the socket lives a moment longer.</summary>
    protected override void PostStop()
    {
        foreach (LeasedInterface own in _interfaces)
        {
            own.Client.Release(ApplicationContext.Now);
            SendAll(own);
        }
    }

    private void OnDatagram(Instant now, Packet datagram)
    {
        if (datagram.Remote.Port == DhcpView.ServerPort && DhcpView.TryParse(datagram.Bytes, out DhcpView view))
        {
            foreach (LeasedInterface own in _interfaces)
            {
                if (own.Port.Index != datagram.Ingress) continue;
                bool wasAsking = own.Client.State is DhcpClientState.Renewing or DhcpClientState.Rebinding;
                own.Client.Conflicts = own.Port.Counters.AddressConflicts;
                own.Client.OnMessage(now, view);
                if (wasAsking && own.Client.State == DhcpClientState.Bound) own.Record.Renewals++;
            }
        }
        datagram.Return();
    }

    private void HandOut()
    {
        Instant? next = null;
        foreach (LeasedInterface own in _interfaces)
        {
            // First the address, since what is sent may need it; an address that is lost goes after the last word.
            if (own.Client.Lease is null) SendAll(own);
            if (own.Client.Lease != own.Record.Lease) OnLeaseChanged(own);
            SendAll(own);
            if (own.Client.NextDeadline is { } due) next = next is { } before ? Instant.Min(before, due) : due;
        }
        _timer.Arm(_context.Node.Lane, Self, next);
    }

    private void OnLeaseChanged(LeasedInterface own)
    {
        DhcpLease? before = own.Record.Lease, after = own.Client.Lease;
        own.Record.Lease = after;
        bool isSame = before?.Address == after?.Address && before?.Router == after?.Router;
        if (!isSame) _context.Stack.Tell(new LeaseChange(own.Port.Index, before, after), Self);
        Context.Parent.Tell(NameServers(), Self);
    }

    /// <summary>Of all leases together.</summary>
    private NameServersLearned NameServers()
    {
        List<IpAddress> servers = [];
        List<DnsName> search = [];
        foreach (LeasedInterface own in _interfaces)
        {
            if (own.Client.Lease is not { } lease) continue;
            servers.AddRange(lease.NameServers);
            if (DnsName.TryParse(lease.Domain, out DnsName domain)) search.Add(domain);
        }
        return new NameServersLearned("dhcp", servers, search);
    }

    private void SendAll(LeasedInterface own)
    {
        while (own.Client.TryTake(out DhcpSend? message))
        {
            if (_socket is null) continue;
            Packet datagram = _context.Pool.Rent(message.Bytes.Length);
            message.Bytes.Span.CopyTo(datagram.Append(message.Bytes.Length));
            datagram.Remote = new IpEndpoint(message.To, DhcpView.ServerPort);
            datagram.Egress = own.Port.Index;
            _socket.Tell(datagram, Self);
        }
    }
}
