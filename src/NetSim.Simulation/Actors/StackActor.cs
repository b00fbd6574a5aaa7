using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Stack;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// The stack of a node, between its interfaces and its sockets: carries packets where the core says. Sockets are its children;
/// <see cref="SocketOpening"/> makes them.
/// </summary>
internal sealed class StackActor : UntypedActor
{
    private readonly Lane _lane;
    private readonly HostStack _core;
    private readonly NodeState _node;
    private readonly NodeTracer? _tracer;
    private readonly IActorRef[] _interfaces;
    private DeadlineTimer _timer = new();

    public StackActor(HostInside inside) =>
        (_node, _lane, _core, _interfaces, _tracer) = (inside.Node, inside.Node.Lane, inside.Core, inside.Ports, inside.Node.Tracer);

    protected override void OnReceive(object message)
    {
        if (message is Packet packet)
        {
            Carry(Take(packet), packet);
            HandOutByProducts();
            return;
        }
        switch (message)
        {
            case Deadline:
                if (_timer.HasCome(_lane.Now)) _core.OnDeadline(new Instant(_lane.Now));
                break;
            case LeaseChange change:
                LeasedAddress.Apply(_core, _node, change);
                _interfaces[change.Interface].Tell(AnnounceAddresses.Instance, Self);
                break;
            case GroupJoin join:
                TellPorts(join.Interface, join);
                break;
            case GroupLeave leave:
                TellPorts(leave.Interface, leave);
                break;
            default:
                if (!new SocketOpening(_node, _core, Context).TryHandle(message, Sender)) Unhandled(message);
                break;
        }
        HandOutByProducts();
    }

    protected override void PostStop() => _core.Stop();

    /// <summary>A socket that fails is gone; its peers get a reset. The stack and the other sockets stay.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        cause =>
        {
            _node.Wiring.Observer.OnPartFailed(_node.Name, $"socket {Sender.Path.Name}", FailureCause.Of(cause));
            return Directive.Stop;
        },
        loggingEnabled: false);

    /// <summary>From an interface: received, or given back because its next hop is silent (then it has an egress). From a socket: to be sent.</summary>
    private StackVerdict Take(Packet packet)
    {
        var now = new Instant(_lane.Now);
        bool isFromInterface = packet.Ingress != Packet.NoInterface || (packet.Egress != Packet.NoInterface && IsInterface(Sender));
        if (!isFromInterface)
        {
            _tracer?.OnSent(packet);
            return _core.Send(now, packet);
        }
        StackVerdict verdict = _core.OnPacket(now, packet);
        // What is forwarded keeps its ingress; an answer is made from what it answers.
        if (_tracer is not null && verdict == StackVerdict.Transmit && packet.Ingress == Packet.NoInterface) _tracer.OnAnswer(packet);
        return verdict;
    }

    private void Carry(StackVerdict verdict, Packet packet)
    {
        if (verdict == StackVerdict.Transmit) _interfaces[packet.Egress].Tell(packet, Self);
        else if (verdict == StackVerdict.Deliver) Deliver(packet);
    }

    private void Deliver(Packet packet)
    {
        if (packet.Journey is not null) NodeTracer.OnDelivered(packet);
        ((IActorRef)packet.Recipient!).Tell(packet, Self);
    }

    private void HandOutByProducts()
    {
        while (_core.TryTake(out Packet? packet)) Carry(packet.Recipient is null ? StackVerdict.Transmit : StackVerdict.Deliver, packet);
        _timer.Arm(_lane, Self, _core.NextDeadline);
    }

    /// <summary>Interfaces have by-products and deadlines of their own, so what is theirs is done by their actors.</summary>
    private void TellPorts(int? only, object message)
    {
        for (int i = 0; i < _interfaces.Length; i++)
        {
            if (only is null || only == i) _interfaces[i].Tell(message, Self);
        }
    }

    private bool IsInterface(IActorRef sender)
    {
        foreach (IActorRef port in _interfaces)
            if (ReferenceEquals(port, sender)) return true;
        return false;
    }
}
