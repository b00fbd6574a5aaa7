namespace NetSim.Stack.Sockets.Tcp;

/// <summary>RFC 9293 3.3.2. LISTEN is a <see cref="TcpListener"/>, not a state of a connection.</summary>
public enum TcpState : byte
{
    Closed,
    SynSent,
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
}
