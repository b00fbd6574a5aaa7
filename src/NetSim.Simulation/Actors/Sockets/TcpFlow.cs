using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>One connection, as one of its ends has seen it: kept for the summary when the socket is gone.</summary>
public sealed class TcpFlow(string node, TcpConnection connection, Instant opened)
{
    public string Node { get; } = node;

    public TcpConnection Connection { get; } = connection;

    public bool IsActive { get; init; }

    public Instant Opened { get; } = opened;

    public Instant? Connected { get; set; }

    public Instant? Closed { get; set; }
}
