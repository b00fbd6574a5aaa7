namespace NetSim.Stack.Sockets.Tcp;

/// <summary>Why a connection is over: the application must be able to tell a normal end from an abort (RFC 9293 MUST-12).</summary>
public enum TcpEnd : byte
{
    /// <summary>It is not over.</summary>
    None,

    /// <summary>Both sides closed, and everything was acknowledged.</summary>
    Normal,

    /// <summary>The peer refused the connection (RST in answer to the SYN).</summary>
    Refused,

    /// <summary>The peer aborted the connection (RST).</summary>
    Reset,

    /// <summary>This side aborted it, or closed it with data unread.</summary>
    Aborted,

    /// <summary>The peer did not answer within R2, the user time-out or the keep-alive limit.</summary>
    TimedOut,

    /// <summary>The network said during the handshake that the peer cannot be reached.</summary>
    Unreachable,

    /// <summary>A new connection took over the addresses and ports from TIME-WAIT (RFC 6191).</summary>
    Reopened,

    /// <summary>
    /// Both sides closed, and a RST came in place of the last ACK (CLOSING or LAST-ACK): a normal end (RFC 9293 3.10.7.4), of which a socket
    /// may still want to know.
    /// </summary>
    ResetAfterClose,
}
