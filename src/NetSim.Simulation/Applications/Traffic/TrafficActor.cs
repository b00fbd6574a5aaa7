using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Traffic;

/// <summary>Sends datagrams of zeros at times and of sizes that are drawn, in bursts if there are any.</summary>
internal sealed class TrafficActor(TrafficPlan plan, TrafficRecord record, ApplicationContext context) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private readonly RandomStream _dice = context.DiceOf(plan);
    private IActorRef? _socket;
    private IpEndpoint _to;
    private Instant _due, _end, _burstEnd;

    protected override void PreStart()
    {
        if (plan.To.IsName) Context.Parent.Tell(new ResolveName(plan.To.Text), Self);
        else Open(plan.To.Address);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                Send();
                break;
            case DatagramReady ready:
                _socket = ready.Socket;
                if (plan.Dscp > 0) _socket.Tell(new DatagramOptions(Dscp: (byte)plan.Dscp), Self);
                Begin();
                break;
            case Packet answer:
                answer.Return();
                break;
            case SocketError error:
                record.Error = error.Text;
                break;
            case BindFailed failed:
                Fail(failed.Reason);
                break;
            case NameResolved { Problem: { } problem }:
                Fail(problem);
                break;
            case NameResolved found:
                Open(found.Address);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Open(IpAddress address)
    {
        _to = new IpEndpoint(address, plan.Port);
        context.Stack.Tell(new UdpBind(0, address.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6), Self);
    }

    private void Begin()
    {
        _due = ApplicationContext.Now;
        _end = plan.For is { } time ? _due + time : Instant.MaxValue;
        if (plan.On is { } on) _burstEnd = _due + on.NextInterval(_dice);
        Send();
    }

    private void Send()
    {
        if (_due < _end) SendOne();
        // From due time to due time, so that a late lane on the real clock does not slow the rate.
        _due += plan.Every.NextInterval(_dice);
        if (plan.On is { } on && _due >= _burstEnd)
        {
            _due = _burstEnd + plan.Off!.Value.NextInterval(_dice);
            _burstEnd = _due + on.NextInterval(_dice);
        }
        if (record.Sent == plan.Count || _due >= _end) Finish();
        else _lane.TellAt(_due.Nanoseconds, Self, Tick.Instance, Self);
    }

    private void SendOne()
    {
        int size = (int)Math.Clamp(plan.Size.Next(_dice), 1, TrafficPlan.MostSize);
        Packet datagram = context.Pool.Rent(size);
        datagram.Append(size).Clear();
        datagram.Remote = _to;
        _socket!.Tell(datagram, Self);
        record.Sent++;
        record.Bytes += size;
    }

    private void Fail(string reason)
    {
        record.Error = reason;
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }

    private void Finish()
    {
        _socket!.Tell(SocketClose.Instance, Self);
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
