using NetSim.Simulation.Sockets;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

// The whole conversation of a TCP socket. Data that arrived comes to the handler as a Packet whose bytes are the payload;
// the handler owns it and returns it.

/// <summary>To a stack: open a connection. The asker becomes the socket's handler; the answer is <see cref="TcpConnected"/> or <see cref="TcpClosed"/>, from the socket.</summary>
/// <param name="Remote">Where to.</param>
/// <param name="Local">Where from; an unspecified address is the one that suits best, port 0 any free one.</param>
/// <param name="Options">null = as the topology says.</param>
public sealed record TcpConnect(IpEndpoint Remote, IpEndpoint Local = default, TcpSocketOptions? Options = null)
{
    /// <summary>As if by <see cref="TcpWrite"/>, but before the SYN goes out, so that it may ride on it (RFC 7413).</summary>
    public ReadOnlyMemory<byte> First { get; init; }
}

/// <summary>To a stack: listen. The answer is <see cref="TcpListening"/> or <see cref="BindFailed"/>.</summary>
/// <param name="Port">The local port; 0 = any free one.</param>
/// <param name="Address">null = every address of the node.</param>
/// <param name="Backlog">Connections that may wait for the handler.</param>
/// <param name="Options">Of the connections that come; null = as the topology says.</param>
public sealed record TcpListen(ushort Port, IpAddress? Address = null, int Backlog = 128, TcpSocketOptions? Options = null);

/// <summary>To a listener: accept no more; connections wait in the backlog.</summary>
public sealed class TcpPauseAccepting
{
    public static readonly TcpPauseAccepting Instance = new();
}

/// <summary>To a listener: accept again.</summary>
public sealed class TcpResumeAccepting
{
    public static readonly TcpResumeAccepting Instance = new();
}

/// <summary>From a listener to its asker: ready.</summary>
public sealed record TcpListening(ushort Port);

/// <summary>From a stack: the socket that was asked for cannot be, such as because the port is taken or there is no route.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Outcome">The same for programs.</param>
public sealed record BindFailed(string Reason, BindOutcome Outcome);

/// <summary>From a listener: a connection is up. Its socket waits for <see cref="TcpRegister"/> before it hands out data.</summary>
public sealed record TcpAccepted(IActorRef Socket, IpEndpoint Local, IpEndpoint Remote);

/// <summary>To an accepted socket: who handles it from now on.</summary>
public sealed record TcpRegister(IActorRef Handler);

/// <summary>From a socket: the handshake is done.</summary>
public sealed record TcpConnected(IpEndpoint Local, IpEndpoint Remote);

/// <summary>
/// To a socket: append to the stream. The memory must stay as it is until acknowledged by the peer, so one constant block may be
/// written again and again. The answer is one <see cref="TcpWritten"/> once all of it is in the send buffer.
/// </summary>
/// <param name="Data">What to append.</param>
/// <param name="Then">Whether the next write follows at once and may share a segment with this one.</param>
public sealed record TcpWrite(ReadOnlyMemory<byte> Data, WriteThen Then = WriteThen.Send);

/// <summary>What comes after a <see cref="TcpWrite"/>.</summary>
public enum WriteThen : byte
{
    /// <summary>Nothing that anybody knows of: it goes out as soon as it may.</summary>
    Send,

    /// <summary>Another write is already on its way: this one waits for it, so that head and body need not be two segments.</summary>
    More,
}

/// <summary>From a socket: the oldest <see cref="TcpWrite"/> not yet answered has been taken whole.</summary>
public sealed class TcpWritten
{
    public static readonly TcpWritten Instance = new();
}

/// <summary>To a socket: say <see cref="TcpAcknowledged"/> once the peer has acknowledged all that was written before. A connection that ends first says only that.</summary>
public sealed class TcpAwaitAcknowledgment
{
    public static readonly TcpAwaitAcknowledgment Instance = new();
}

/// <summary>From a socket: nothing of what was written is unacknowledged.</summary>
public sealed class TcpAcknowledged
{
    public static readonly TcpAcknowledged Instance = new();
}

/// <summary>To a socket: hand out no more data; the receive window closes as its buffer fills.</summary>
public sealed class TcpPauseReading
{
    public static readonly TcpPauseReading Instance = new();
}

/// <summary>To a socket: hand out data again.</summary>
public sealed class TcpResumeReading
{
    public static readonly TcpResumeReading Instance = new();
}

/// <summary>To a socket: no more will be written (half-close): FIN after what is buffered.</summary>
public sealed class TcpShutdown
{
    public static readonly TcpShutdown Instance = new();
}

/// <summary>To a socket: the handler is done with it. Buffered data is still sent; data that arrives from now on resets the connection.</summary>
public sealed class TcpClose
{
    public static readonly TcpClose Instance = new();
}

/// <summary>To a socket: reset the connection.</summary>
public sealed class TcpAbort
{
    public static readonly TcpAbort Instance = new();
}

/// <summary>From a socket: the peer will send no more; everything before has been handed out.</summary>
public sealed class TcpPeerClosed
{
    public static readonly TcpPeerClosed Instance = new();
}

/// <summary>From a socket, its last word: the connection is over.</summary>
public sealed record TcpClosed(TcpCloseReason Reason);

/// <summary>Why a connection is over.</summary>
public enum TcpCloseReason
{
    /// <summary>Both sides closed.</summary>
    Normal,

    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>The peer reset it.</summary>
    Reset,

    /// <summary>The peer did not answer in time.</summary>
    TimedOut,

    /// <summary>No route, no source address, no port, or an ICMP error that ends it.</summary>
    Unreachable,

    /// <summary>This side aborted it.</summary>
    Aborted,
}

// Between the actors of one stack.

/// <summary>From a stack to a socket that it has made, the first that it hears.</summary>
/// <param name="Connection">In CLOSED for an active open, else established.</param>
/// <param name="Flow">What is kept of the connection for the summary.</param>
/// <param name="Listener">Who accepted it; null for an active open.</param>
/// <param name="Handler">Who asked for an active open; null until <see cref="TcpRegister"/> comes.</param>
/// <param name="First">Of an active open: written before the SYN goes out.</param>
internal sealed record TcpBegin(TcpConnection Connection, TcpFlow Flow, IActorRef? Listener, IActorRef? Handler, ReadOnlyMemory<byte> First);

/// <summary>From a listener to its stack: a connection is up and needs a socket.</summary>
internal sealed record TcpAdopt(TcpConnection Connection, IActorRef Owner, Instant Since);

/// <summary>From a stack to a listener: packets of the connection no longer come to it.</summary>
internal sealed record TcpAdopted(TcpConnection Connection, IActorRef Socket);

/// <summary>From a socket to its listener: a SYN that took over from TIME-WAIT.</summary>
internal sealed record TcpReopening(Packet Syn, SequenceNumber Above);

/// <summary>From a socket that has stopped to its stack.</summary>
internal sealed record SocketReleased(TcpConnection Connection);
