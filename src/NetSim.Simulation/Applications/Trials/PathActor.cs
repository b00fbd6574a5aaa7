using NetSim.Simulation.Actors.Sockets;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Trials;

/// <summary>
/// traceroute(8) with ICMP: echo requests with one hop more each time, until the target answers. It sees where packets really go, whoever
/// forwards them, and one request at a time leaves no router with more than it can hold while it looks for a neighbour.
/// </summary>
internal sealed class PathActor(PathProbePlan plan, PathRecord record, ApplicationContext context) : UntypedActor
{
    private const int MostHops = 32;
    private const int MostSilent = 3;

    private static readonly Duration Wait = Duration.FromSeconds(1);

    private IActorRef? _socket;
    private int _hop;

    private sealed record Silence(int Hop);

    protected override void PreStart() => Next();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DatagramReady ready:
                _socket = ready.Socket;
                _socket.Tell(new EchoSend((ushort)_hop, 0), Self);
                ApplicationContext.TellAt(ApplicationContext.Now + Wait, Self, new Silence(_hop));
                break;
            case EchoReply reply when reply.Sequence == _hop:
                record.IsReached = true;
                Finish();
                break;
            case SocketError { Error.IsTimeExceeded: true } error when error.Sequence == _hop:
                OnHop(error.From);
                break;
            case SocketError error when error.Sequence == _hop:
                record.Error = $"{error.Text} (from {error.From})";
                Finish();
                break;
            case EchoReply or SocketError:
                // Late: that hop has been given up.
                break;
            case Silence silence when silence.Hop == _hop:
                OnHop(null);
                break;
            case Silence:
                break;
            case BindFailed failed:
                record.Error = failed.Reason;
                Finish();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnHop(IpAddress? from)
    {
        record.Hops.Add(from);
        if (_hop < MostHops && !record.Hops.TakeLast(MostSilent).SequenceEqual(new IpAddress?[MostSilent])) Next();
        else Finish();
    }

    private void Next()
    {
        _socket?.Tell(SocketClose.Instance, Self);
        _socket = null;
        context.Stack.Tell(new EchoOpen(plan.To.Address, ++_hop), Self);
    }

    private void Finish()
    {
        if (record.IsDone) return;
        record.IsDone = true;
        _socket?.Tell(SocketClose.Instance, Self);
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
