using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// An interface between its stack and its wire (a link's direction or a device). A packet with an egress is on its way down, any
/// other on its way up.
/// </summary>
internal sealed class InterfaceActor : UntypedActor
{
    private readonly NodeState _node;
    private readonly Lane _lane;
    private NetworkInterface _core;
    private IActorRef _stack;
    private IFrameTap? _tap;
    private readonly NodeTracer? _tracer;
    private readonly LinkType _link;
    private IActorRef? _wire;
    private DeadlineTimer _timer = new();

    private int _dnsServerChanges;

    /// <summary>Code outside that waits for the interface; null nearly always.</summary>
    private List<Operation<bool>>? _waiting;

    public InterfaceActor(NodeState node, NetworkInterface core, IActorRef stack, IFrameTap? tap)
    {
        (_node, _lane, _core, _stack, _tap, _tracer) = (node, node.Lane, core, stack, tap, node.Tracer);
        _link = core.Framing == Stack.Interfaces.Framing.Ethernet ? LinkType.Ethernet : LinkType.Raw;
    }

    protected override void OnReceive(object message)
    {
        if (message is Packet packet)
        {
            if (packet.Egress == Packet.NoInterface) Up(packet);
            else Down(packet);
            HandOutByProducts();
            return;
        }
        switch (message)
        {
            case Deadline:
                if (_timer.HasCome(_lane.Now)) _core.OnDeadline(new Instant(_lane.Now));
                break;
            case Plugged plugged:
                _wire = plugged.Wire;
                Context.Parent.Tell(InterfaceReady.Instance, Self);
                _core.SetCarrier(CarrierState.On);
                break;
            case CarrierChanged change:
                _core.SetCarrier(change.State == OperState.Up ? CarrierState.On : CarrierState.Off);
                break;
            case AdminState state:
                _core.SetAdmin(state);
                break;
            case AnnounceAddresses:
                _core.Announce();
                break;
            case AwaitUp waiting:
                (_waiting ??= []).Add(waiting.Up);
                break;
            case HostState state:
                _core.SetHost(state);
                break;
            case TapChange change:
                _tap = change.Change(_tap);
                break;
            case Booted booted:
                Boot((HostInside)booted.Inside);
                break;
            case GroupJoin join:
                _core.JoinGroup(new Instant(_lane.Now), join.Group);
                break;
            case GroupLeave leave:
                _core.LeaveGroup(new Instant(_lane.Now), leave.Group);
                break;
            default:
                Unhandled(message);
                break;
        }
        // What is due since a moment ago (a link that has come up) has its time now.
        if (_core.NextDeadline is { } due && due.Nanoseconds <= _lane.Now) _core.OnDeadline(new Instant(_lane.Now));
        HandOutByProducts();
        TellNameServers();
        if (_waiting is not null && _core is { Admin: AdminState.Up, Carrier: CarrierState.On, Host: HostState.Up }) TellUp();
    }

    protected override void PostStop() => _core.Stop();

    /// <summary>The same socket in the wall, and behind it a machine that knows nothing yet.</summary>
    private void Boot(HostInside inside)
    {
        NetworkInterface before = _core;
        before.Stop();
        (_core, _stack) = (inside.Core.Interfaces[before.Index], inside.Centre);
        _core.SetHost(before.Host);
        _core.SetCarrier(before.Carrier);
        _dnsServerChanges = 0;
    }

    private void TellUp()
    {
        foreach (Operation<bool> waiting in _waiting!) waiting.Succeed(true);
        _waiting = null;
    }

    private void Up(Packet packet)
    {
        var now = new Instant(_lane.Now);
        _node.Fingerprint.Add(now, FingerprintKind.Arrival, packet.Length);
        _tracer?.OnArrival(packet, _link);
        _tap?.OnFrame(now, packet, FrameDirection.Receive);
        if (_core.OnPacket(now, packet) == InterfaceVerdict.Deliver) _stack.Tell(packet, Self);
        else TellNameServers();
    }

    /// <summary>Routers may have advertised some, or have ceased to (RFC 8106).</summary>
    private void TellNameServers()
    {
        if (_core.DnsServerChanges == _dnsServerChanges) return;
        _dnsServerChanges = _core.DnsServerChanges;
        Context.Parent.Tell(new NameServersLearned($"advertised on {_core.Name}", _core.AdvertisedDnsServers(), []), Self);
    }

    private void Down(Packet packet)
    {
        _tracer?.OnMade(packet, packet.IsFrame ? _link : LinkType.Raw);
        InterfaceVerdict verdict = packet.IsFrame ? _core.SendFrame(packet) : _core.Send(new Instant(_lane.Now), packet);
        if (verdict == InterfaceVerdict.Transmit) Transmit(packet);
    }

    private void Transmit(Packet frame)
    {
        _tap?.OnFrame(new Instant(_lane.Now), frame, FrameDirection.Transmit);
        // Without a wire there is no carrier, and without a carrier the core lets nothing through.
        _wire!.Tell(frame, Self);
    }

    /// <summary>What the interface itself has to send (address resolution), and what it could not send and gives back.</summary>
    private void HandOutByProducts()
    {
        while (_core.TryTake(out Packet? frame))
        {
            _tracer?.OnMade(frame, _link);
            Transmit(frame);
        }
        while (_core.TryTakeUp(out Packet? failed)) _stack.Tell(failed, Self);
        while (_core.TryTakeForSocket(out Packet? frame)) ((IActorRef)frame.Recipient!).Tell(frame, Self);
        // "At once" is the beginning of all time.
        if (_core.NextDeadline is { } next) _timer.Arm(_lane, Self, Instant.Max(next, new Instant(_lane.Now)));
    }
}
