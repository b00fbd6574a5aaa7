namespace NetSim.Wire.Ip;

/// <summary>The low two bits of IPv4's type of service and IPv6's traffic class (RFC 3168 section 5).</summary>
public enum EcnCodepoint : byte
{
    /// <summary>The transport does not understand congestion marks.</summary>
    NotEct = 0,
    Ect1 = 1,
    Ect0 = 2,

    /// <summary>Congestion experienced.</summary>
    Ce = 3,
}
