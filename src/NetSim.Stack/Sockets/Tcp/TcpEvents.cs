namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What happened to a connection since its owner asked last (<see cref="TcpConnection.TakeEvents"/>).</summary>
[Flags]
public enum TcpEvents
{
    None = 0,

    /// <summary>The handshake is done.</summary>
    Connected = 1,

    /// <summary>There is something for <see cref="TcpConnection.TryRead"/>.</summary>
    Readable = 2,

    /// <summary>The send buffer was full and has room again.</summary>
    Writable = 4,

    /// <summary>The peer sends nothing more (FIN); what it sent before can still be read.</summary>
    PeerClosed = 8,

    /// <summary>The connection is in CLOSED; <see cref="TcpConnection.EndedBy"/> says why.</summary>
    Closed = 16,

    /// <summary>R1 was reached: the path is suspect, and whoever routes should look for another (RFC 9293 MUST-20).</summary>
    PathSuspect = 32,

    /// <summary>
    /// An ICMP error came that does not end the connection (RFC 9293 MUST-56, MUST-47); see <see cref="TcpConnection.LastIcmpError"/>.
    /// </summary>
    SoftError = 64,

    /// <summary>The peer has something urgent to say (RFC 9293 MUST-32); see <see cref="TcpConnection.UrgentBytesAhead"/>.</summary>
    Urgent = 128,
}
