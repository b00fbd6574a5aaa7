using NetSim.Simulation.Telemetry.Traces;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>
/// One connection, as one of its ends has seen it: kept for the summary when the socket is gone. The connection itself, with all its
/// buffers, is then let go: a server that runs for days has served millions.
/// </summary>
public sealed class TcpFlow
{
    /// <summary>An Instant? would take twice as much.</summary>
    private static readonly Instant Never = Instant.MaxValue;

    private volatile TcpConnection? _connection;
    private End? _end;
    private Instant _connected = Never;

    internal TcpFlow(string node, TcpConnection connection, Instant opened, FlowTrace? trace)
    {
        Node = node;
        _connection = connection;
        Opened = opened;
        if (trace is not null) _end = new End { Trace = trace };
    }

    public string Node { get; }

    public IpEndpoint Local => _connection is { } alive ? alive.Local : _end!.Remains!.Local;

    public IpEndpoint Remote => _connection is { } alive ? alive.Remote : _end!.Remains!.Remote;

    /// <summary>As it is now, or was at the end. From any thread; a moment old.</summary>
    public TcpInfo Info => _connection is { } alive ? alive.Info : _end!.Remains!.Info;

    public TcpEnd EndedBy => _connection is { } alive ? alive.EndedBy : _end!.Remains!.EndedBy;

    /// <summary>It was opened from here.</summary>
    public bool IsActive => _connection is { } alive ? !alive.IsPassive : _end!.Remains!.IsActive;

    public Instant Opened { get; }

    public Instant? Connected
    {
        get => Known(_connected);
        set => _connected = value ?? Never;
    }

    /// <summary>When the first FIN went or came.</summary>
    public Instant? Closing => _end is { } end ? Known(end.Closing) : null;

    /// <summary>When it was over for both; what may follow in TIME-WAIT does not count.</summary>
    public Instant? Closed => _end is { } end ? Known(end.Closed) : null;

    /// <summary>Null if nobody traces.</summary>
    internal FlowTrace? Trace => _end?.Trace;

    private End Ending => _end ??= new End();

    internal void OnClosing(Instant now)
    {
        if (Ending.Closing == Never) Ending.Closing = now;
    }

    internal void OnClosed(Instant now)
    {
        if (Ending.Closed != Never) return;
        Ending.Closed = now;
        Trace?.OnClosed(this);
    }

    /// <summary>The socket is gone, and nothing of the connection changes any more.</summary>
    internal void OnReleased()
    {
        if (_connection is not { } last) return;
        Ending.Remains = new Remains(last.Info, last.EndedBy, last.Local, last.Remote, !last.IsPassive);
        _connection = null;
    }

    private static Instant? Known(Instant time) => time == Never ? null : time;

    /// <summary>What a connection that is open and that nobody traces has nothing of.</summary>
    private sealed class End
    {
        public FlowTrace? Trace { get; init; }

        public Instant Closing { get; set; } = Never;

        public Instant Closed { get; set; } = Never;

        public Remains? Remains { get; set; }
    }

    private sealed record Remains(TcpInfo Info, TcpEnd EndedBy, IpEndpoint Local, IpEndpoint Remote, bool IsActive);
}
