namespace NetSim.Wire.Icmpv6;

/// <summary>M and O of RFC 4861 4.2, where they stand in the message.</summary>
[Flags]
public enum RouterAdvertisementFlags : byte
{
    None = 0,

    /// <summary>Other configuration is to be had by DHCPv6.</summary>
    OtherConfiguration = 0x40,

    /// <summary>Addresses are to be had by DHCPv6.</summary>
    ManagedAddresses = 0x80,
}

/// <summary>The fixed part of a router advertisement (RFC 4861 4.2), which <see cref="NdpMessage.WriteRouterAdvertisement"/> writes.</summary>
public readonly struct RouterAdvertisementFields
{
    /// <summary>0: unspecified.</summary>
    public byte CurrentHopLimit { get; init; }

    public RouterAdvertisementFlags Flags { get; init; }

    /// <summary>0: not a default router.</summary>
    public ushort RouterLifetimeSeconds { get; init; }

    /// <summary>0: unspecified.</summary>
    public uint ReachableTimeMilliseconds { get; init; }

    /// <summary>0: unspecified.</summary>
    public uint RetransmitTimerMilliseconds { get; init; }
}
