namespace NetSim.Stack.Sockets;

/// <summary>What became of the packet that was handed to a socket.</summary>
public enum SocketVerdict : byte
{
    /// <summary>The socket has taken it: handled, or dropped and counted.</summary>
    Consumed,

    /// <summary>The caller hands it to the application: its bytes are the payload now.</summary>
    Deliver,

    /// <summary>The caller hands it to the stack, which sends it.</summary>
    Transmit,

    /// <summary>It told of an error, which the socket keeps for the application; the packet is gone.</summary>
    Error,
}
