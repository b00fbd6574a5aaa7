using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>How one end of a <see cref="TcpPair"/> behaves.</summary>
internal sealed record EndSettings
{
    public TcpSettings Tcp { get; init; } = TcpSettings.Default;

    /// <summary>Bytes that the application sends, then closes its direction.</summary>
    public long Bytes { get; init; }

    /// <summary>Most bytes of one write.</summary>
    public int WriteSize { get; init; } = 65536;

    /// <summary>Most bytes read in one go; the rest waits for <see cref="ReadEvery"/>. 0: everything at once.</summary>
    public int ReadSize { get; init; }

    public Duration ReadEvery { get; init; } = Duration.FromMilliseconds(20);

    /// <summary>The application writes one piece in so much time; null: as fast as the buffer takes it.</summary>
    public Duration? WriteEvery { get; init; }
}

/// <summary>
/// Two TCP cores joined by two pipes, in virtual time, with applications that send a known pattern and check what they get.
/// </summary>
internal sealed class TcpPair
{
    private readonly PipeEvents _events = new();
    private readonly EndSettings _clientSettings;
    private readonly EndSettings _serverSettings;
    private readonly bool _checks;
    private readonly bool _batches;

    public TcpPair(
        EndSettings client, EndSettings server, PipeSettings forward, PipeSettings? backward = null,
        Random? random = null, PairOptions? options = null)
    {
        options ??= new PairOptions();
        _checks = options.ChecksPackets;
        _batches = options.Batches;
        _clientSettings = client;
        _serverSettings = server;
        random ??= new Random(1);
        Pool = options.Pool ?? new DiagnosticPacketPool();
        Now = options.Start;
        ClientContext = new TcpContext(Pool, options.ClientSecret);
        ServerContext = new TcpContext(Pool, options.ServerSecret);
        Forward = new Pipe(forward, new Random(random.Next()), Pool, _events);
        Backward = new Pipe(backward ?? forward, new Random(random.Next()), Pool, _events);
        Client = new PairEnd(client, TcpConnection.Create(ClientContext, client.Tcp, options.ClientAt, options.ServerAt));
        Listener = new TcpListener(ServerContext, server.Tcp, options.ServerAt);
    }

    public PacketPool Pool { get; }

    public TcpContext ClientContext { get; }

    public TcpContext ServerContext { get; }

    public Pipe Forward { get; }

    public Pipe Backward { get; }

    public PairEnd Client { get; }

    public PairEnd? Server { get; private set; }

    public TcpListener Listener { get; }

    public Instant Now { get; private set; }

    /// <summary>Called after every event.</summary>
    public Action? OnTurn { get; set; }

    /// <summary>Sees every packet that an end sends, before the pipe does; true: from the client.</summary>
    public Action<bool, Packet>? OnSent { get; set; }

    public void Connect()
    {
        Client.Connection.Connect(Now);
        Turn();
    }

    /// <summary>Runs until <paramref name="until"/> holds.</summary>
    public void Run(Func<bool> until, Duration limit)
    {
        Instant end = Now + limit;
        while (!until())
        {
            if (!Step(end))
                Assert.Fail($"After {limit} the condition does not hold. Client: {Client.Connection.Info}; server: {Server?.Connection.Info}");
        }
    }

    public void RunFor(Duration time)
    {
        Instant end = Now + time;
        while (Step(end))
        {
        }
        Now = end;
    }

    /// <summary>Both ends have sent all, read all and are in CLOSED.</summary>
    public bool IsOver => Client.Connection.State == TcpState.Closed && Server is { Connection.State: TcpState.Closed } && _events.Count == 0;

    public bool HasEverythingArrived => Server is not null
        && Server.Received == _clientSettings.Bytes && Client.Received == _serverSettings.Bytes
        && Server.Connection.IsPeerFinished && Client.Connection.IsPeerFinished;

    private bool Step(Instant end)
    {
        Instant next = NextDeadline();
        bool isPacket = _events.TryPeek(out _, out (long At, long Order) due) && due.At <= next.Nanoseconds;
        if (isPacket) next = new Instant(due.At);
        if (next > end) return false;
        Now = Instant.Max(Now, next);
        if (isPacket)
        {
            (Pipe pipe, Packet packet) = _events.Dequeue();
            Deliver(pipe, packet);
            // What arrives at the same instant may be one batch.
            while (_batches && _events.TryPeek(out _, out due) && due.At == Now.Nanoseconds)
            {
                (pipe, packet) = _events.Dequeue();
                Deliver(pipe, packet);
            }
        }
        else
        {
            Client.Connection.OnDeadline(Now);
            Listener.OnDeadline(Now);
            Server?.Connection.OnDeadline(Now);
        }
        Turn();
        return true;
    }

    private Instant NextDeadline()
    {
        Instant next = Client.NextDeadline(Now);
        if (Listener.NextDeadline is { } listener) next = Instant.Min(next, listener);
        if (Server is not null) next = Instant.Min(next, Server.NextDeadline(Now));
        return next;
    }

    private void Deliver(Pipe pipe, Packet packet)
    {
        if (pipe == Backward) Client.Connection.OnPacket(Now, packet);
        else if (Server is not null) Server.Connection.OnPacket(Now, packet);
        else Listener.OnPacket(Now, packet);
    }

    private void Turn()
    {
        if (Server is null && Listener.TryAccept(out TcpConnection? accepted))
        {
            Server = new PairEnd(_serverSettings, accepted);
            Listener.Forget(accepted);
        }
        Client.Turn(Now);
        Server?.Turn(Now);
        OnTurn?.Invoke();
        while (Client.Connection.TryTake(Now, out Packet? packet)) Send(true, packet);
        while (Listener.TryTake(Now, out Packet? packet)) Send(false, packet);
        if (Server is null) return;
        while (Server.Connection.TryTake(Now, out Packet? packet)) Send(false, packet);
    }

    private void Send(bool isClient, Packet packet)
    {
        if (_checks) PacketAssert.IsRight(packet);
        OnSent?.Invoke(isClient, packet);
        (isClient ? Forward : Backward).Send(Now, packet);
    }
}

/// <summary>The rest of what can be chosen about a <see cref="TcpPair"/>.</summary>
internal sealed record PairOptions
{
    public PacketPool? Pool { get; init; }

    public Instant Start { get; init; } = new(1_000_000_000);

    public UInt128 ClientSecret { get; init; } = 1;

    public UInt128 ServerSecret { get; init; } = 2;

    public IpEndpoint ClientAt { get; init; } = new(IpAddress.FromIPv4(10, 0, 0, 1), 40000);

    public IpEndpoint ServerAt { get; init; } = new(IpAddress.FromIPv4(10, 0, 0, 2), 80);

    public bool ChecksPackets { get; init; } = true;

    /// <summary>An end answers packets of the same instant together, not one by one.</summary>
    public bool Batches { get; init; }
}

/// <summary>One end with its application.</summary>
internal sealed class PairEnd(EndSettings settings, TcpConnection connection)
{
    /// <summary>A prime, so that no power of two falls on the same place.</summary>
    private const int Period = 65521;

    private static readonly byte[] Pattern = MakePattern();
    private Instant _readAt;
    private Instant _writeAt;

    public TcpConnection Connection { get; } = connection;

    public long Written { get; private set; }

    public long Received { get; private set; }

    public TcpEvents Events { get; private set; }

    /// <summary>The application stops reading.</summary>
    public bool IsPaused { get; set; }

    public Instant NextDeadline(Instant now)
    {
        Instant next = Connection.NextDeadline ?? Instant.MaxValue;
        if (settings.ReadSize > 0 && Connection.ReadableBytes > 0 && !IsPaused) next = Instant.Min(next, Instant.Max(now, _readAt));
        bool writesLater = settings.WriteEvery is not null && Written < settings.Bytes && Connection.WritableBytes > 0;
        if (writesLater) next = Instant.Min(next, Instant.Max(now, _writeAt));
        return next;
    }

    public void Turn(Instant now)
    {
        Events |= Connection.TakeEvents();
        Write(now);
        if (!IsPaused) Read(now);
    }

    private void Write(Instant now)
    {
        while (Written < settings.Bytes && Connection.WritableBytes > 0)
        {
            if (settings.WriteEvery is { } pause)
            {
                if (_writeAt > now) return;
                _writeAt = now + pause;
            }
            int at = (int)(Written % Period);
            int length = (int)Math.Min(Math.Min(settings.WriteSize, settings.Bytes - Written), Period);
            Written += Connection.Write(now, Pattern.AsMemory(at, length));
        }
        if (Written == settings.Bytes) Connection.Shutdown(now);
    }

    private void Read(Instant now)
    {
        if (settings.ReadSize > 0)
        {
            if (_readAt > now || Connection.ReadableBytes == 0) return;
            _readAt = now + settings.ReadEvery;
        }
        int read = 0;
        while ((settings.ReadSize == 0 || read < settings.ReadSize) && Connection.TryRead(out Packet? payload))
        {
            Check(payload.Bytes);
            read += payload.Length;
            payload.Return();
        }
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        int at = (int)(Received % Period);
        if (!bytes.SequenceEqual(Pattern.AsSpan(at, bytes.Length))) Assert.Fail($"Wrong bytes from position {Received} on.");
        Received += bytes.Length;
    }

    /// <summary>Two periods and more, so that every piece is contiguous.</summary>
    private static byte[] MakePattern()
    {
        byte[] pattern = new byte[Period * 3];
        new Random(7).NextBytes(pattern.AsSpan(0, Period));
        pattern.AsSpan(0, Period).CopyTo(pattern.AsSpan(Period));
        pattern.AsSpan(0, Period).CopyTo(pattern.AsSpan(2 * Period));
        return pattern;
    }
}
