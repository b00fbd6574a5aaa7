using NetSim.Simulation.Telemetry.Traces;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>
/// One connection, as one of its ends has seen it: kept for the summary when the socket is gone. The connection itself, with all its
/// buffers, is then let go: a server that runs for days has served millions.
/// </summary>
public sealed class TcpFlow(string node, TcpConnection connection, Instant opened)
{
    /// <summary>An Instant? would take twice as much.</summary>
    private static readonly Instant Never = Instant.MaxValue;

    private volatile TcpConnection? _connection = connection;
    private Remains? _remains;
    private Instant _connected = Never;
    private Instant _closing = Never;
    private Instant _closed = Never;

    public string Node { get; } = node;

    public IpEndpoint Local => _connection is { } alive ? alive.Local : _remains!.Local;

    public IpEndpoint Remote => _connection is { } alive ? alive.Remote : _remains!.Remote;

    /// <summary>As it is now, or was at the end. From any thread; a moment old.</summary>
    public TcpInfo Info => _connection is { } alive ? alive.Info : _remains!.Info;

    public TcpEnd EndedBy => _connection is { } alive ? alive.EndedBy : _remains!.EndedBy;

    public bool IsActive { get; init; }

    public Instant Opened { get; } = opened;

    public Instant? Connected
    {
        get => Known(_connected);
        set => _connected = value ?? Never;
    }

    /// <summary>When the first FIN went or came.</summary>
    public Instant? Closing => Known(_closing);

    /// <summary>When it was over for both; what may follow in TIME-WAIT does not count.</summary>
    public Instant? Closed => Known(_closed);

    /// <summary>Null if nobody traces.</summary>
    internal FlowTrace? Trace { get; init; }

    internal void OnClosing(Instant now)
    {
        if (_closing == Never) _closing = now;
    }

    internal void OnClosed(Instant now)
    {
        if (_closed != Never) return;
        _closed = now;
        Trace?.OnClosed(this);
    }

    /// <summary>The socket is gone, and nothing of the connection changes any more.</summary>
    internal void OnReleased()
    {
        if (_connection is not { } last) return;
        _remains = new Remains(last.Info, last.EndedBy, last.Local, last.Remote);
        _connection = null;
    }

    private static Instant? Known(Instant time) => time == Never ? null : time;

    private sealed record Remains(TcpInfo Info, TcpEnd EndedBy, IpEndpoint Local, IpEndpoint Remote);
}
