using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Traffic;

/// <summary>Sends a datagram of zeros every so often.</summary>
internal sealed class ConstantRateActor(ConstantRatePlan plan, ConstantRateRecord record, ApplicationContext context) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private IActorRef? _socket;
    private long _due;

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }

    protected override void PreStart() => context.Stack.Tell(new UdpBind(0, plan.To.Address.IsIPv4 ? Wire.Addresses.IpAddress.AnyIPv4 : Wire.Addresses.IpAddress.AnyIPv6), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                Send();
                break;
            case DatagramReady ready:
                _socket = ready.Socket;
                _due = _lane.Now;
                Send();
                break;
            case Packet answer:
                answer.Return();
                break;
            case SocketError error:
                record.Error = error.Text;
                break;
            case BindFailed failed:
                record.Error = failed.Reason;
                Context.Parent.Tell(ApplicationDone.Instance, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Send()
    {
        Packet datagram = context.Pool.Rent(plan.Size);
        datagram.Append(plan.Size).Clear();
        datagram.Remote = plan.To;
        _socket!.Tell(datagram, Self);
        if (++record.Sent < plan.Count)
        {
            // From due time to due time, so that a late lane on the real clock does not slow the rate.
            _due += plan.Every.Nanoseconds;
            _lane.TellAt(_due, Self, Tick.Instance, Self);
            return;
        }
        _socket!.Tell(SocketClose.Instance, Self);
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
