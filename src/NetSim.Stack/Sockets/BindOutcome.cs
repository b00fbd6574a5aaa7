namespace NetSim.Stack.Sockets;

/// <summary>What came of asking for an address and a port.</summary>
public enum BindOutcome : byte
{
    Bound,

    /// <summary>Somebody has it already (EADDRINUSE).</summary>
    AddressInUse,

    /// <summary>No port was asked for, and none of the range is free (EADDRINUSE of bind(2), EADDRNOTAVAIL of connect(2)).</summary>
    PortsExhausted,

    /// <summary>The local address is none of this node (EADDRNOTAVAIL).</summary>
    NotOwnAddress,

    /// <summary>No route leads to the remote address (ENETUNREACH).</summary>
    NoRoute,

    /// <summary>One end is IPv4, the other IPv6 (EAFNOSUPPORT), or the remote one is no address to talk to.</summary>
    BadAddress,
}

/// <summary>The ports that are given to those who ask for none in particular (RFC 6335 section 6, RFC 6056 3.2).</summary>
public sealed record EphemeralPorts
{
    public static readonly EphemeralPorts Default = new();

    public ushort First { get; init; } = 49152;

    public ushort Last { get; init; } = 65535;
}
