using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>A client of iperf3: one test against a server, real or simulated. Streams are opened one after the other, so that both ends number them alike.</summary>
internal sealed class IperfClientActor(IperfClientPlan plan, IperfRecord record, ApplicationContext context) : UntypedActor
{
    private static readonly Duration HelloInterval = Duration.FromSeconds(1);

    /// <summary>How often a server is greeted that does not answer; the real client waits for 30 s.</summary>
    private const int MostHellos = 30;

    private IperfClientControl? _control;
    private IperfTransfer? _transfer;
    private IperfResults? _results;
    private IActorRef? _controlSocket;
    private DatagramReady? _opening;
    private IpEndpoint _server;
    private int _hellos;
    private bool _isEnding, _isOver;

    private sealed record HelloAgain(IActorRef Socket);

    private sealed class TimeIsUp
    {
        public static readonly TimeIsUp Instance = new();
    }

    protected override void PreStart()
    {
        if (plan.To.IsName) Context.Parent.Tell(new ResolveName(plan.To.Text), Self);
        else Connect(plan.To.Address);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet:
                OnPacket(packet);
                break;
            case TcpWritten:
                if (_transfer?.StreamOf(Sender) is { } written) _transfer.OnWritten(ApplicationContext.Now, written);
                EndIfAllIsSent();
                break;
            case TcpAcknowledged:
                if (_transfer?.StreamOf(Sender) is { } acknowledged) _transfer.OnAcknowledged(acknowledged);
                EndIfAllIsSent();
                break;
            case StreamDue due:
                _transfer?.OnDue(ApplicationContext.Now, due.Stream);
                EndIfAllIsSent();
                break;
            case TcpConnected connected:
                OnConnected(connected);
                break;
            case DatagramReady ready:
                (_opening, _hellos) = (ready, 0);
                if (plan.Dscp > 0) ready.Socket.Tell(new DatagramOptions(Dscp: (byte)plan.Dscp), Self);
                Greet();
                break;
            case HelloAgain again when _opening is { } opening && opening.Socket.Equals(again.Socket):
                Greet();
                break;
            case HelloAgain or SocketError:
                break;
            case TimeIsUp:
                EndTest();
                break;
            case TcpPeerClosed or TcpClosed:
                OnEnded(message as TcpClosed);
                break;
            case NameResolved { Problem: { } problem }:
                Finish(problem);
                break;
            case NameResolved found:
                Connect(found.Address);
                break;
            case BindFailed failed:
                Finish(failed.Reason);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Connect(IpAddress address)
    {
        _server = new IpEndpoint(address, plan.Port);
        context.Stack.Tell(new TcpConnect(_server), Self);
    }

    private void OnConnected(TcpConnected connected)
    {
        if (_control is null)
        {
            _controlSocket = Sender;
            byte[] cookie = IperfCookie.Make(context.Node.RandomOf(context.Node.Wiring.Key, $"iperf/{connected.Local}-{ApplicationContext.Now.Nanoseconds}"));
            _control = new IperfClientControl(ParametersFor(connected), cookie);
            _transfer = new IperfTransfer(_control.Parameters, context.Pool, Self, IperfCookie.Length);
            WriteAll();
            return;
        }
        Sender.Tell(new TcpWrite(_control.Cookie), Self);
        AddStream(Sender, connected.Local, context.Node.FindFlow(connected.Local, connected.Remote));
        OpenNext();
    }

    /// <summary>Datagrams are as long as segments, so that they go in one packet.</summary>
    private IperfParameters ParametersFor(TcpConnected connected) => new()
    {
        Transport = plan.Transport,
        Direction = plan.Direction,
        Time = plan.Time ?? Duration.Zero,
        Bytes = plan.Bytes?.Bytes ?? 0,
        Parallel = plan.Parallel,
        Rate = plan.Rate.BitsPerSecond,
        Dscp = plan.Dscp,
        Length = plan.Length
            ?? (plan.Transport == Transport.Tcp ? IperfParameters.DefaultTcpLength
                : Math.Max(IperfParameters.LeastUdpLength, context.Node.FindFlow(connected.Local, connected.Remote)?.Info.SegmentSize ?? 0)),
    };

    private void OnPacket(Packet packet)
    {
        Instant now = ApplicationContext.Now;
        if (Sender.Equals(_controlSocket))
        {
            _control!.Stream.Add(packet.Bytes);
            packet.Return();
            Advance(now);
        }
        else if (_opening is { } opening && opening.Socket.Equals(Sender))
        {
            bool isAnswer = packet.Bytes.SequenceEqual(IperfGreeting.Answer);
            packet.Return();
            if (!isAnswer) return;
            _opening = null;
            AddStream(opening.Socket, default, null);
            OpenNext();
        }
        else if (_transfer?.StreamOf(Sender) is { } stream)
        {
            _transfer.OnData(now, stream, packet);
            EndIfAllIsSent();
        }
        else
        {
            packet.Return();
        }
    }

    private void Advance(Instant now)
    {
        for (IperfStep step = _control!.Next(); step != IperfStep.None && !_isOver; step = _control.Next())
        {
            switch (step)
            {
                case IperfStep.CreateStreams:
                    OpenNext();
                    break;
                case IperfStep.Run:
                    _transfer!.Start(now);
                    if (plan.Time is { } time) ApplicationContext.TellAt(now + time, Self, TimeIsUp.Instance);
                    EndIfAllIsSent();
                    break;
                case IperfStep.SendResults:
                    _control.SendResults(_results ??= _transfer!.Stop(now));
                    break;
                case IperfStep.Done:
                    record.Add(IperfReckoning.Of(_server.Address, _transfer!, _results!, _control.PeerResults));
                    Finish(null);
                    break;
                case IperfStep.Fail:
                    Finish(_control.Problem);
                    break;
                default:
                    break;
            }
        }
        WriteAll();
    }

    private void OpenNext()
    {
        if (_transfer!.Streams.Count == _transfer.Parameters.StreamCount) return;
        if (plan.Transport == Transport.Tcp) context.Stack.Tell(new TcpConnect(_server, Options: TcpWords.OptionsOf(plan.Tcp, plan.Dscp)), Self);
        else context.Stack.Tell(new UdpBind(0, _server.Address.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6), Self);
    }

    private void Greet()
    {
        if (_hellos++ == MostHellos)
        {
            Finish("the server does not answer datagrams");
            return;
        }
        Packet hello = context.Pool.Rent(IperfGreeting.Hello.Length);
        IperfGreeting.Hello.CopyTo(hello.Append(IperfGreeting.Hello.Length));
        hello.Remote = _server;
        _opening!.Socket.Tell(hello, Self);
        ApplicationContext.TellAt(ApplicationContext.Now + HelloInterval, Self, new HelloAgain(_opening.Socket));
    }

    private void AddStream(IActorRef socket, IpEndpoint local, TcpFlow? flow)
    {
        bool sends = _transfer!.Parameters.ClientSends(_transfer.Streams.Count);
        _transfer.Add(new IperfStream(_transfer.NextId, sends ? IperfRole.Sender : IperfRole.Receiver, _transfer.Parameters)
        {
            Socket = socket,
            Local = local,
            Remote = _server,
            Flow = flow,
            AwaitsCookie = plan.Transport == Transport.Tcp,
        });
    }

    private void EndIfAllIsSent()
    {
        if (_transfer is { HasAllBytes: true }) EndTest();
    }

    private void EndTest()
    {
        if (_isEnding || _isOver) return;
        _isEnding = true;
        _results = _transfer!.Stop(ApplicationContext.Now);
        _control!.EndTest();
        WriteAll();
    }

    private void OnEnded(TcpClosed? closed)
    {
        if (_isOver || (_controlSocket is not null && !Sender.Equals(_controlSocket) && _isEnding)) return;
        bool isControl = _controlSocket is null || Sender.Equals(_controlSocket);
        string reason = closed is null or { Reason: TcpCloseReason.Normal } ? "" : $": {closed.Reason}";
        Finish(isControl ? $"the control connection ended{reason}" : $"a stream ended{reason}");
    }

    private void WriteAll()
    {
        while (!_isOver && _control!.Stream.TryTakeOutput(out byte[] bytes)) _controlSocket!.Tell(new TcpWrite(bytes), Self);
    }

    private void Finish(string? problem)
    {
        if (_isOver) return;
        if (problem is null) WriteAll();
        _isOver = true;
        record.Error = problem;
        if (_transfer is not null)
        {
            _transfer.Stop(ApplicationContext.Now);
            _transfer.CloseConnections();
        }
        _controlSocket?.Tell(TcpClose.Instance, Self);
        record.IsDone = true;
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }
}
