using NetSim.Simulation.Telemetry.Traces;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>
/// One connection, as one of its ends has seen it: kept for the summary when the socket is gone, by then without the connection itself, whose
/// buffers would add up where connections are many.
/// </summary>
public sealed class TcpFlow(string node, TcpConnection connection, Instant opened)
{
    private TcpConnection? _connection = connection;
    private TcpInfo _lastInfo;
    private TcpEnd _end;

    public string Node { get; } = node;

    public IpEndpoint Local { get; } = connection.Local;

    public IpEndpoint Remote { get; } = connection.Remote;

    public TcpInfo Info => _connection?.Info ?? _lastInfo;

    public TcpEnd EndedBy => _connection?.EndedBy ?? _end;

    public bool IsActive { get; init; }

    public Instant Opened { get; } = opened;

    public Instant? Connected { get; set; }

    /// <summary>When the first FIN went or came.</summary>
    public Instant? Closing { get; private set; }

    /// <summary>When it was over for both; what may follow in TIME-WAIT does not count.</summary>
    public Instant? Closed { get; private set; }

    /// <summary>Null if nobody traces.</summary>
    internal FlowTrace? Trace { get; init; }

    internal void OnClosing(Instant now) => Closing ??= now;

    internal void OnClosed(Instant now)
    {
        if (Closed is not null) return;
        Closed = now;
        Trace?.OnClosed(this);
    }

    /// <summary>The socket is gone: only what is told of it stays.</summary>
    internal void Release()
    {
        if (_connection is not { } connection) return;
        (_lastInfo, _end) = (connection.Info, connection.EndedBy);
        _connection = null;
    }
}
