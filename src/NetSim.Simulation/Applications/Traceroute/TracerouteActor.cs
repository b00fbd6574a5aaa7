using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Sockets;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Traceroute;

/// <summary>
/// traceroute(8): datagrams whose TTL runs out one router further each time, to a port that nobody has. Each goes to a port of its own, which the ICMP
/// error quotes, so an answer is known by it. One is under way at a time.
/// </summary>
internal sealed class TracerouteActor(TraceroutePlan plan, TracerouteRecord record, ApplicationContext context) : UntypedActor
{
    private const int FirstPort = 33434;

    private IActorRef? _socket;
    private IpAddress _target;
    private Instant _sentAt;
    private int _sent;

    /// <summary>The last probe has been answered, or is given up.</summary>
    private bool _isSettled = true;
    private bool _isEnd;

    /// <summary>The answer to a probe is late by now.</summary>
    private sealed record GiveUp(int Probe);

    protected override void PreStart()
    {
        if (plan.To.IsName) Context.Parent.Tell(new ResolveName(plan.To.Text), Self);
        else Open(plan.To.Address);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DatagramReady ready:
                _socket = ready.Socket;
                SendNext();
                break;
            case SocketError error:
                OnError(error);
                break;
            case Packet answer:
                OnDatagram(answer);
                break;
            case GiveUp late when late.Probe == _sent && !_isSettled:
                Settle(default);
                break;
            case GiveUp:
                break;
            case BindFailed failed:
                Fail(failed.Reason);
                break;
            case NameResolved { Problem: { } problem }:
                Fail(problem);
                break;
            case NameResolved found:
                record.To = plan.To with { Address = found.Address };
                Open(found.Address);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Open(IpAddress target)
    {
        _target = target;
        context.Stack.Tell(new UdpBind(0, target.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6), Self);
    }

    /// <summary>Of the probe under way.</summary>
    private ushort Port => (ushort)(FirstPort + _sent - 1);

    private void SendNext()
    {
        bool isNewHop = _sent % plan.Count == 0;
        if (isNewHop && (_isEnd || record.Hops.Count == plan.MaxHops))
        {
            Finish();
            return;
        }
        if (isNewHop)
        {
            record.Hops.Add(new TracerouteHop(record.Hops.Count + 1));
            _socket!.Tell(new DatagramOptions(TimeToLive: (byte)record.Hops.Count), Self);
        }
        _sent++;
        (_sentAt, _isSettled) = (ApplicationContext.Now, false);
        Packet probe = context.Pool.Rent(plan.Size);
        probe.Append(plan.Size).Clear();
        probe.Remote = new IpEndpoint(_target, Port);
        _socket!.Tell(probe, Self);
        ApplicationContext.TellAt(_sentAt + plan.Wait, Self, new GiveUp(_sent));
    }

    private void OnError(SocketError told)
    {
        IcmpError error = told.Error;
        // An answer to a probe that was given up before.
        if (_isSettled || error.Destination != new IpEndpoint(_target, Port)) return;
        bool isUsual = error.IsTimeExceeded || error.IsPortUnreachable;
        record.IsReached |= error.IsPortUnreachable;
        _isEnd |= !error.IsTimeExceeded;
        Settle(new TracerouteProbe(told.From, ApplicationContext.Now - _sentAt, isUsual ? null : told.Text));
    }

    /// <summary>Somebody has the port after all, and says something.</summary>
    private void OnDatagram(Packet answer)
    {
        IpEndpoint from = answer.Remote;
        answer.Return();
        if (_isSettled || from != new IpEndpoint(_target, Port)) return;
        record.IsReached = _isEnd = true;
        Settle(new TracerouteProbe(from.Address, ApplicationContext.Now - _sentAt, null));
    }

    private void Settle(TracerouteProbe probe)
    {
        _isSettled = true;
        record.Hops[^1].Probes.Add(probe);
        SendNext();
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
