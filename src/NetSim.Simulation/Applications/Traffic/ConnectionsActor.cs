using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Traffic;

/// <summary>Opens connections some at a time, sends a request on each, and closes them when all have been answered and rested.</summary>
internal sealed class ConnectionsActor(ConnectionsPlan plan, ConnectionsRecord record, ApplicationContext context) : UntypedActor
{
    private const int RequestLength = 64;

    private static readonly TcpWrite Request = new(new byte[RequestLength]);

    private readonly Lane _lane = Lane.Current;
    private readonly List<IActorRef> _sockets = new(plan.Count);
    private int _asked;
    private int _closing;
    private long _answeredBytes;
    private bool _isClosing;

    protected override void PreStart() => Open();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpConnected:
                record.Connected++;
                _sockets.Add(Sender);
                Sender.Tell(Request, Self);
                break;
            case Packet answer:
                OnAnswer(answer);
                break;
            case Tick when _isClosing:
                CloseSome();
                break;
            case Tick:
                Open();
                break;
            case TcpClosed closed:
                OnClosed(closed.Reason);
                break;
            case BindFailed failed:
                record.Error = failed.Reason;
                Context.Parent.Tell(ApplicationDone.Instance, Self);
                break;
            case TcpWritten or TcpPeerClosed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Open()
    {
        for (int i = 0; i < plan.PerMillisecond && _asked < plan.Count; i++, _asked++)
            context.Stack.Tell(new TcpConnect(plan.To[_asked % plan.To.Length]), Self);
        if (_asked < plan.Count) TickAfter(Duration.FromMilliseconds(1));
    }

    private void OnAnswer(Packet answer)
    {
        _answeredBytes += answer.Length;
        answer.Return();
        record.Answered = (int)(_answeredBytes / RequestLength);
        if (record.Answered < plan.Count || record.AllAnswered is not null) return;
        record.AllAnswered = ApplicationContext.Now;
        _isClosing = true;
        TickAfter(plan.Hold);
    }

    private void CloseSome()
    {
        for (int i = 0; i < plan.PerMillisecond && _closing < _sockets.Count; i++) _sockets[_closing++].Tell(TcpClose.Instance, Self);
        if (_closing < _sockets.Count) TickAfter(Duration.FromMilliseconds(1));
    }

    private void OnClosed(TcpCloseReason reason)
    {
        if (reason != TcpCloseReason.Normal) record.Error ??= $"connection ended: {reason}";
        if (++record.Closed == plan.Count) Context.Parent.Tell(ApplicationDone.Instance, Self);
    }

    private void TickAfter(Duration time) => _lane.TellAt(_lane.Now + time.Nanoseconds, Self, Tick.Instance, Self);
}
