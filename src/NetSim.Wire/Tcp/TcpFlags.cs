namespace NetSim.Wire.Tcp;

/// <summary>The control bits (RFC 9293 3.1, RFC 3168), lowest bit first.</summary>
[Flags]
public enum TcpFlags : ushort
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Rst = 4,
    Psh = 8,
    Ack = 16,
    Urg = 32,

    /// <summary>ECN-Echo.</summary>
    Ece = 64,

    /// <summary>Congestion window reduced.</summary>
    Cwr = 128,

    /// <summary>Accurate ECN (RFC 9768), once the nonce sum of RFC 3540.</summary>
    Ae = 256,
}
