using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>
/// A server that real clients of iperf3 speak to. It runs one test at a time, like the real one: who comes meanwhile is told so. The
/// first connection is the control connection, those that bring its cookie are streams; datagrams come to one socket for all.
/// </summary>
internal sealed class IperfServerActor(IperfServerPlan plan, IperfRecord record, ApplicationContext context) : UntypedActor
{
    private IperfServerTest? _test;

    protected override void PreStart()
    {
        context.Stack.Tell(new TcpListen(plan.Port), Self);
        context.Stack.Tell(new UdpBind(plan.Port), Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet:
                OnPacket(packet);
                break;
            case TcpWritten:
                _test?.OnWritten(Sender);
                break;
            case StreamDue due:
                _test?.OnDue(due.Stream);
                break;
            case TcpAccepted accepted:
                OnAccepted(accepted);
                break;
            case TcpPeerClosed:
                if (_test is null || !_test.OnEnded(Sender)) Sender.Tell(TcpClose.Instance, Self);
                break;
            case TcpClosed:
                _test?.OnEnded(Sender);
                break;
            case IperfTestTick tick:
                if (ReferenceEquals(tick.Test, _test)) _test.OnTick(tick);
                break;
            case BindFailed failed:
                record.Error = failed.Reason;
                break;
            case TcpListening or DatagramReady or SocketError or TcpAcknowledged:
                break;
            default:
                Unhandled(message);
                return;
        }
        if (_test is { IsOver: true }) _test = null;
    }

    private void OnPacket(Packet packet)
    {
        if (_test is null) packet.Return();
        else _test.OnPacket(Sender, packet);
    }

    private void OnAccepted(TcpAccepted accepted)
    {
        accepted.Socket.Tell(new TcpRegister(Self), Self);
        if (_test is null)
        {
            _test = new IperfServerTest(accepted, Self, context, record);
            return;
        }
        if (_test.AwaitsStreams)
        {
            _test.Add(accepted);
            return;
        }
        Deny(accepted.Socket, Self);
    }

    /// <summary>Closed for good only once the peer has closed: its cookie may still be on the way, and a reset would overtake the answer.</summary>
    public static void Deny(IActorRef socket, IActorRef self)
    {
        socket.Tell(new TcpWrite(new[] { unchecked((byte)IperfState.AccessDenied) }), self);
        socket.Tell(TcpShutdown.Instance, self);
    }
}

/// <summary>To the server from itself: a time of a test has come.</summary>
internal sealed record IperfTestTick(IperfServerTest Test, IperfTestTime Time, long BytesBefore = -1);

/// <summary>What a test waits for besides its peer.</summary>
internal enum IperfTestTime
{
    /// <summary>From now on it counts.</summary>
    Omitted,

    /// <summary>To see whether anything has moved.</summary>
    Watch,
}
