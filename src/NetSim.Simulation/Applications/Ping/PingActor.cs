using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Ping;

/// <summary>ping(8): one echo request a period, and what came back of them.</summary>
internal sealed class PingActor : UntypedActor
{
    /// <summary>ping(8) waits this long for the first answer once all requests are out; if there was one, twice the longest round trip.</summary>
    private static readonly Duration LastWait = Duration.FromSeconds(10);

    private const int Remembered = 1024;

    private readonly PingPlan _plan;
    private readonly PingRecord _record;
    private readonly ApplicationContext _context;
    private readonly Request[] _requests;
    private IActorRef? _socket;

    private struct Request
    {
        public long Number;
        public Instant SentAt;
        public bool Answered;
    }

    private sealed class GiveUp
    {
        public static readonly GiveUp Instance = new();
    }

    public PingActor(PingPlan plan, PingRecord record, ApplicationContext context)
    {
        (_plan, _record, _context) = (plan, record, context);
        _requests = new Request[Math.Min(plan.Count, Remembered)];
    }

    protected override void PreStart()
    {
        if (_plan.To.IsName) Context.Parent.Tell(new ResolveName(_plan.To.Text), Self);
        else Open(_plan.To.Address);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DatagramReady ready:
                _socket = ready.Socket;
                SendNext();
                break;
            case Tick:
                SendNext();
                break;
            case EchoReply reply:
                OnReply(reply);
                break;
            case SocketError error:
                _record.Errors++;
                _record.Error = $"{error.Text} (from {error.From})";
                break;
            case GiveUp:
                OnGiveUp();
                break;
            case NameResolved found:
                OnResolved(found);
                break;
            case BindFailed failed:
                _record.Error = failed.Reason;
                Finish();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnResolved(NameResolved found)
    {
        if (found.Problem is { } problem)
        {
            _record.Error = problem;
            Finish();
            return;
        }
        _record.To = _plan.To with { Address = found.Address };
        Open(found.Address);
    }

    private void Open(IpAddress target) => _context.Stack.Tell(new EchoOpen(target, _plan.Ttl, _plan.Dscp), Self);

    private bool AllSent => _record.Sent >= _plan.Count;

    private void SendNext()
    {
        if (AllSent) return;
        Instant now = ApplicationContext.Now;
        long number = ++_record.Sent;
        _requests[number % _requests.Length] = new Request { Number = number, SentAt = now };
        _socket!.Tell(new EchoSend((ushort)number, _plan.Size), Self);
        if (!AllSent) ApplicationContext.TellAt(now + _plan.Every, Self, Tick.Instance);
        else ApplicationContext.TellAt(now + LastWait, Self, GiveUp.Instance);
    }

    private void OnReply(EchoReply reply)
    {
        Instant now = ApplicationContext.Now;
        // The sequence number has 16 bits: of the requests with these bits, the latest not later than now is meant.
        long number = _record.Sent - (ushort)(_record.Sent - reply.Sequence);
        ref Request request = ref _requests[number % _requests.Length];
        if (number <= 0 || request.Number != number) return;
        if (request.Answered)
        {
            _record.Duplicates++;
            return;
        }
        request.Answered = true;
        _record.Received++;
        _record.RoundTrip.Add(now - request.SentAt);
        if (!AllSent) return;
        if (_record.Received == _record.Sent) Finish();
        else ApplicationContext.TellAt(now + Linger, Self, GiveUp.Instance);
    }

    private Duration Linger => Duration.Min(LastWait, _record.RoundTrip.Max * 2);

    /// <summary>Ends the wait, unless a later answer has moved its end.</summary>
    private void OnGiveUp()
    {
        Instant lastSent = _requests[_record.Sent % _requests.Length].SentAt;
        Duration wait = _record.Received == 0 ? LastWait : Linger;
        if (ApplicationContext.Now >= lastSent + wait) Finish();
    }

    private void Finish()
    {
        if (_record.IsDone) return;
        _record.IsDone = true;
        _socket?.Tell(SocketClose.Instance, Self);
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
