using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>The streams of one test while they run: sends, paces, counts. Both ends of a test have one, in the actor that owns it.</summary>
/// <param name="parameters">What the ends have agreed on.</param>
/// <param name="pool">For datagrams.</param>
/// <param name="self">Whose sockets these are.</param>
/// <param name="preamble">Bytes that this end has written to each connection before the test.</param>
internal sealed class IperfTransfer(IperfParameters parameters, PacketPool pool, IActorRef self, int preamble)
{
    /// <summary>Writes that wait behind one another, so that the socket never runs dry.</summary>
    private const int Ahead = 2;

    /// <summary>Datagrams without a limit: nothing in a network of the file would ever hold them up.</summary>
    private const long MostDatagramRate = 1_000_000_000;

    private const long BitsTimesNanoseconds = 8_000_000_000;

    /// <summary>
    /// Nanoseconds from one write or datagram to the next. Zero: TCP is not held back, be it that nobody asked for it, or for a rate that
    /// no clock of nanoseconds can pace.
    /// </summary>
    private readonly long _interval = IntervalOf(parameters);

    private readonly List<IperfStream> _streams = [];
    private readonly Dictionary<IActorRef, IperfStream> _bySocket = [];
    private TcpWrite? _block;
    private long _unsent;
    private Instant _started;
    private bool _isRunning;

    public IReadOnlyList<IperfStream> Streams => _streams;

    public IperfParameters Parameters => parameters;

    private bool IsTcp => parameters.Transport == Transport.Tcp;

    private bool IsBounded => parameters.Bytes > 0;

    /// <summary>The number of the next stream: 1, and then from 3 on, as iperf3 has always counted.</summary>
    public int NextId => _streams.Count == 0 ? 1 : _streams.Count + 2;

    /// <summary>
    /// Whether all that was to be sent, or received, has been. Bytes in a send buffer are not sent: a buffer of this side may be larger than
    /// the whole test, and what is on its way when a test ends counts for nobody.
    /// </summary>
    public bool HasAllBytes => _isRunning && IsBounded && ((HasSentAll && IsAcknowledged) || BytesOf(IperfRole.Receiver) >= parameters.Bytes);

    public long TotalBytes => BytesOf(IperfRole.Sender) + BytesOf(IperfRole.Receiver);

    public void Add(IperfStream stream)
    {
        _streams.Add(stream);
        _bySocket[stream.Socket] = stream;
    }

    /// <summary>The stream of a socket of its own.</summary>
    public IperfStream? StreamOf(IActorRef socket) => _bySocket.GetValueOrDefault(socket);

    /// <summary>The stream of a peer's end, where one socket serves all.</summary>
    public IperfStream? StreamOf(Wire.Addresses.IpEndpoint remote)
    {
        for (int i = 0; i < _streams.Count; i++)
            if (_streams[i].Remote == remote) return _streams[i];
        return null;
    }

    public void Start(Instant now)
    {
        (_started, _isRunning, _unsent) = (now, true, parameters.Bytes);
        if (IsTcp) _block = new TcpWrite(new byte[parameters.Length]);
        foreach (IperfStream stream in _streams)
        {
            if (stream.Role == IperfRole.Receiver) continue;
            stream.NextDue = now;
            Send(now, stream);
        }
    }

    /// <summary>A paced stream's time has come.</summary>
    public void OnDue(Instant now, IperfStream stream)
    {
        if (_isRunning) Send(now, stream);
    }

    /// <summary>A TCP stream's oldest write is in the send buffer.</summary>
    public void OnWritten(Instant now, IperfStream stream)
    {
        if (stream.AwaitsCookie)
        {
            stream.AwaitsCookie = false;
            return;
        }
        stream.Writes--;
        if (!_isRunning) return;
        stream.Bytes += _block!.Data.Length;
        if (_interval == 0) Send(now, stream);
        if (HasSentAll) AwaitAcknowledgment();
    }

    /// <summary>The peer has all that the stream has written.</summary>
    public void OnAcknowledged(IperfStream stream) => stream.Tail = IperfTail.None;

    /// <summary>Takes ownership of the packet.</summary>
    public void OnData(Instant now, IperfStream stream, Packet data)
    {
        if (_isRunning && stream.Role == IperfRole.Receiver && (IsTcp || stream.Meter.OnDatagram(now, data.Bytes))) stream.Bytes += data.Length;
        data.Return();
    }

    /// <summary>What was so far does not count: the times of the results begin here.</summary>
    public void Omit(Instant now)
    {
        _started = now;
        foreach (IperfStream stream in _streams) stream.Omit(preamble);
    }

    /// <summary>Nothing is sent or counted from now on.</summary>
    public IperfResults Stop(Instant now)
    {
        _isRunning = false;
        return new IperfResults([.. _streams.Select(stream => stream.Result(preamble, now - _started))]);
    }

    /// <summary>Lets go of connections; what is in their buffers still goes out.</summary>
    public void CloseConnections()
    {
        if (!IsTcp) return;
        foreach (IperfStream stream in _streams) stream.Socket.Tell(TcpClose.Instance, self);
    }

    private static long IntervalOf(IperfParameters parameters)
    {
        bool isTcp = parameters.Transport == Transport.Tcp;
        if (isTcp && parameters.Rate == 0) return 0;
        long rate = parameters.Rate == 0 ? MostDatagramRate : parameters.Rate;
        long interval = (long)((Int128)parameters.Length * BitsTimesNanoseconds / rate);
        return isTcp ? interval : Math.Max(1, interval);
    }

    private long BytesOf(IperfRole role)
    {
        long sum = 0;
        foreach (IperfStream stream in _streams)
            if (stream.Role == role) sum += stream.Bytes;
        return sum;
    }

    private void Send(Instant now, IperfStream stream)
    {
        if (IsTcp) Write(stream);
        else SendDatagram(now, stream);
        if (_interval == 0 || HasSentAll) return;
        // From due time to due time, so that a late lane on the real clock does not slow the rate.
        stream.NextDue += new Duration(_interval);
        ApplicationContext.TellAt(stream.NextDue, self, stream.Due);
    }

    private bool HasSentAll => IsBounded && _unsent <= 0;

    private bool IsAcknowledged
    {
        get
        {
            foreach (IperfStream stream in _streams)
                if (stream.Tail != IperfTail.None) return false;
            return true;
        }
    }

    private void AwaitAcknowledgment()
    {
        foreach (IperfStream stream in _streams)
        {
            if (stream.Tail != IperfTail.Written || stream.Writes > 0) continue;
            stream.Tail = IperfTail.Awaited;
            stream.Socket.Tell(TcpAwaitAcknowledgment.Instance, self);
        }
    }

    private void Write(IperfStream stream)
    {
        int most = _interval == 0 ? Ahead : stream.Writes + 1;
        for (; stream.Writes < Math.Min(most, Ahead) && !HasSentAll; stream.Writes++)
        {
            // Whole blocks, as iperf3 writes them: the last may be more than was asked for.
            stream.Socket.Tell(_block!, self);
            stream.Tail = IperfTail.Written;
            _unsent -= parameters.Length;
        }
    }

    private void SendDatagram(Instant now, IperfStream stream)
    {
        if (HasSentAll) return;
        Packet datagram = pool.Rent(parameters.Length);
        Span<byte> bytes = datagram.Append(parameters.Length);
        bytes.Clear();
        DatagramMeter.Write(bytes, now, ++stream.Sent, parameters.HasWideCounters);
        datagram.Remote = stream.Remote;
        datagram.Local = stream.Local;
        stream.Bytes += parameters.Length;
        _unsent -= parameters.Length;
        stream.Socket.Tell(datagram, self);
    }
}
