using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>One test at the server, from the first connection to the last byte of the control connection.</summary>
internal sealed class IperfServerTest
{
    /// <summary>A test in which nothing has moved for so long (iperf3's own limit) is given up, so that the next client gets its turn.</summary>
    private static readonly Duration Silence = Duration.FromSeconds(120);

    private readonly IperfServerControl _control = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly TcpAccepted _connection;
    private readonly IActorRef _self;
    private readonly ApplicationContext _context;
    private readonly IperfRecord _record;
    private IperfTransfer? _transfer;
    private IperfResults? _results;

    public IperfServerTest(TcpAccepted connection, IActorRef self, ApplicationContext context, IperfRecord record)
    {
        (_connection, _self, _context, _record) = (connection, self, context, record);
        Watch();
    }

    public bool IsOver { get; private set; }

    public bool AwaitsStreams => _control.AwaitsStreams;

    private IperfParameters Parameters => _control.Parameters;

    private bool IsTcp => Parameters.Transport == Transport.Tcp;

    /// <summary>A connection in the order of arrival, which is the order of the streams.</summary>
    private sealed class Arrival(TcpAccepted connection)
    {
        public TcpAccepted Connection => connection;

        public List<byte> Cookie { get; } = [];
    }

    public void Add(TcpAccepted connection) => _arrivals.Add(new Arrival(connection));

    /// <summary>Takes ownership of the packet.</summary>
    public void OnPacket(IActorRef sender, Packet packet)
    {
        Instant now = ApplicationContext.Now;
        if (sender.Equals(_connection.Socket))
        {
            _control.Stream.Add(packet.Bytes);
            packet.Return();
            Advance(now);
        }
        else if (_transfer?.StreamOf(sender) is { } stream && IsTcp)
        {
            _transfer.OnData(now, stream, packet);
        }
        else if (ArrivalOf(sender) is { } arrival)
        {
            arrival.Cookie.AddRange(packet.Bytes);
            packet.Return();
            OnCookie(now, arrival);
        }
        else if (_transfer is not null && !IsTcp)
        {
            OnDatagram(now, sender, packet);
        }
        else
        {
            packet.Return();
        }
    }

    public void OnWritten(IActorRef socket)
    {
        if (_transfer?.StreamOf(socket) is { } stream) _transfer.OnWritten(ApplicationContext.Now, stream);
    }

    public void OnDue(IperfStream stream)
    {
        if (_transfer is not null && _transfer.Streams.Contains(stream)) _transfer.OnDue(ApplicationContext.Now, stream);
    }

    /// <summary>A connection is over. Streams may end as they like: what counts is the control connection.</summary>
    /// <returns>False if it is none of this test's.</returns>
    public bool OnEnded(IActorRef socket)
    {
        if (_transfer?.StreamOf(socket) is not null) return true;
        if (!socket.Equals(_connection.Socket))
        {
            if (ArrivalOf(socket) is { } gone) _arrivals.Remove(gone);
            return false;
        }
        End("the client has closed the connection");
        return true;
    }

    public void OnTick(IperfTestTick tick)
    {
        if (tick.Time == IperfTestTime.Omitted) _transfer?.Omit(ApplicationContext.Now);
        else if (tick.BytesBefore == (_transfer?.TotalBytes ?? 0)) End("the client has fallen silent");
        else Watch();
    }

    private Arrival? ArrivalOf(IActorRef socket)
    {
        for (int i = 0; i < _arrivals.Count; i++)
            if (_arrivals[i].Connection.Socket.Equals(socket)) return _arrivals[i];
        return null;
    }

    private void Advance(Instant now)
    {
        for (IperfStep step = _control.Next(); step != IperfStep.None; step = _control.Next())
        {
            switch (step)
            {
                case IperfStep.CreateStreams:
                    _transfer = new IperfTransfer(Parameters, _context.Pool, _self, preamble: 0);
                    break;
                case IperfStep.Stop:
                    _results = _transfer!.Stop(now);
                    _transfer.CloseConnections();
                    break;
                case IperfStep.SendResults:
                    _control.SendResults(_results!);
                    _record.Add(IperfReckoning.Of(_connection.Remote.Address, _transfer!, _results!, _control.PeerResults));
                    break;
                case IperfStep.Done:
                    End(null);
                    break;
                case IperfStep.Fail:
                    End(_control.Problem);
                    break;
                default:
                    break;
            }
        }
        WriteAll();
    }

    private void OnCookie(Instant now, Arrival arrival)
    {
        if (arrival.Cookie.Count < IperfCookie.Length) return;
        if (!arrival.Cookie.Take(IperfCookie.Length).SequenceEqual(_control.Cookie))
        {
            _arrivals.Remove(arrival);
            IperfServerActor.Deny(arrival.Connection.Socket, _self);
            return;
        }
        if (_arrivals.Count < Parameters.StreamCount || _arrivals.Exists(other => other.Cookie.Count < IperfCookie.Length)) return;
        foreach (Arrival each in _arrivals) AddStream(each.Connection.Socket, each.Connection.Local, each.Connection.Remote);
        _arrivals.Clear();
        Run(now);
    }

    /// <summary>A first datagram is how a stream begins: it is answered, and again if the answer was lost.</summary>
    private void OnDatagram(Instant now, IActorRef socket, Packet datagram)
    {
        IperfStream? stream = _transfer!.StreamOf(datagram.Remote);
        if (stream is not null && !datagram.Bytes.SequenceEqual(IperfGreeting.Hello))
        {
            _transfer.OnData(now, stream, datagram);
            return;
        }
        if ((stream is null && !AwaitsStreams) || !datagram.Bytes.SequenceEqual(IperfGreeting.Hello))
        {
            datagram.Return();
            return;
        }
        if (stream is null) AddStream(socket, datagram.Local, datagram.Remote);
        datagram.Reset();
        IperfGreeting.Answer.CopyTo(datagram.Append(IperfGreeting.Answer.Length));
        socket.Tell(datagram, _self);
        if (AwaitsStreams && _transfer.Streams.Count == Parameters.StreamCount) Run(now);
    }

    private void AddStream(IActorRef socket, IpEndpoint local, IpEndpoint remote)
    {
        bool clientSends = Parameters.ClientSends(_transfer!.Streams.Count);
        if (!IsTcp) socket.Tell(new DatagramOptions(Dscp: (byte)Parameters.Dscp), _self);
        else if (Parameters.Dscp > 0) socket.Tell(new TcpSocketOptions { Dscp = (byte)Parameters.Dscp }, _self);
        _transfer.Add(new IperfStream(_transfer.NextId, clientSends ? IperfRole.Receiver : IperfRole.Sender, Parameters)
        {
            Socket = socket,
            Local = IsTcp ? default : local,
            Remote = remote,
            Flow = IsTcp ? _context.Node.FindFlow(local, remote) : null,
        });
    }

    private void Run(Instant now)
    {
        _control.Run();
        WriteAll();
        _transfer!.Start(now);
        if (Parameters.Omit > Duration.Zero) ApplicationContext.TellAt(now + Parameters.Omit, _self, new IperfTestTick(this, IperfTestTime.Omitted));
    }

    private void Watch() =>
        ApplicationContext.TellAt(ApplicationContext.Now + Silence, _self, new IperfTestTick(this, IperfTestTime.Watch, _transfer?.TotalBytes ?? 0));

    private void WriteAll()
    {
        while (_control.Stream.TryTakeOutput(out byte[] bytes)) _connection.Socket.Tell(new TcpWrite(bytes), _self);
    }

    private void End(string? problem)
    {
        if (IsOver) return;
        IsOver = true;
        // Once the results are there, how the client says goodbye does not matter.
        if (problem is not null && _results is null) _record.Error = problem;
        _control.Terminate();
        WriteAll();
        if (_results is null && _transfer is not null)
        {
            _transfer.Stop(ApplicationContext.Now);
            _transfer.CloseConnections();
        }
        foreach (Arrival arrival in _arrivals) arrival.Connection.Socket.Tell(TcpClose.Instance, _self);
        _connection.Socket.Tell(TcpClose.Instance, _self);
    }
}
