using System.Text;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Http;

/// <summary>Fetches a URL, each time over a new connection.</summary>
internal sealed class HttpClientActor(HttpClientPlan plan, HttpClientRecord record, ApplicationContext context) : UntypedActor
{
    private readonly TcpWrite _request = new(Encoding.ASCII.GetBytes(
        $"GET {plan.Path} HTTP/1.1\r\nHost: {plan.Authority}\r\nUser-Agent: netsim\r\nAccept: */*\r\nConnection: close\r\n\r\n"));

    private readonly TcpSocketOptions? _options = TcpWords.OptionsOf(plan.Tcp, plan.Dscp);

    /// <summary>The request is there before the connection is, and may ride on the SYN.</summary>
    private readonly bool _isFastOpen = (plan.Tcp?.FastOpen ?? context.Node.Plan.Tcp.FastOpen) == true;

    private readonly RandomStream _dice = context.DiceOf(plan);
    private HttpResponseReader _reader = new(plan.KeptBody);
    private Instant _started;
    private bool _isFetching;
    private bool _isOverdue;

    protected override void PreStart() => Fetch();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpConnected:
                if (!_isFastOpen) Sender.Tell(_request, Self);
                break;
            case Packet data:
                _reader.Read(data.Bytes);
                data.Return();
                break;
            case TcpWritten:
                break;
            case TcpPeerClosed:
                OnAnswerEnded();
                Sender.Tell(TcpClose.Instance, Self);
                break;
            case TcpClosed closed:
                if (closed.Reason != TcpCloseReason.Normal) record.Error = $"connection ended: {closed.Reason}";
                OnClosed();
                break;
            case Tick when _isFetching:
                _isOverdue = true;
                break;
            case Tick:
                Fetch();
                break;
            case NameResolved { Problem: { } problem }:
                OnFailed(problem);
                break;
            case NameResolved found:
                Connect(found.Address);
                break;
            case BindFailed failed:
                OnFailed(failed.Reason);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Fetch()
    {
        _started = ApplicationContext.Now;
        _isFetching = true;
        _isOverdue = false;
        _reader = new HttpResponseReader(plan.KeptBody);
        record.Sent++;
        if (plan.Host.IsName) Context.Parent.Tell(new ResolveName(plan.Host.Text), Self);
        else Connect(plan.Host.Address);
        if (record.Sent < plan.Count && plan.Think is null) TickAfter(plan.Every);
    }

    private void Connect(IpAddress server) => context.Stack.Tell(
        new TcpConnect(new IpEndpoint(server, plan.Port), Options: _options) { First = _isFastOpen ? _request.Data : default }, Self);

    private void OnAnswerEnded()
    {
        if (_reader.IsBad || !_reader.IsCompleteAtEnd)
        {
            record.Error = "the answer was cut short";
            return;
        }
        record.Received++;
        record.LastStatus = _reader.Status;
        record.Bytes += _reader.BodyBytes;
        record.Body = _reader.Kept;
        record.FetchTime.Add(ApplicationContext.Now - _started);
    }

    private void OnFailed(string reason)
    {
        record.Error = reason;
        OnClosed();
    }

    private void OnClosed()
    {
        if (!_isFetching) return;
        _isFetching = false;
        if (_isOverdue) Fetch();
        else if (record.Sent >= plan.Count) Finish();
        else if (plan.Think is { } think) TickAfter(think);
    }

    private void TickAfter(Distribution interval) =>
        ApplicationContext.TellAt(ApplicationContext.Now + interval.NextInterval(_dice), Self, Tick.Instance);

    private void Finish()
    {
        record.IsDone = true;
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
