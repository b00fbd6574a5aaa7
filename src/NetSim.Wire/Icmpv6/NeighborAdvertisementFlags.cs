namespace NetSim.Wire.Icmpv6;

/// <summary>R, S and O of RFC 4861 4.4, where they stand in the message.</summary>
[Flags]
public enum NeighborAdvertisementFlags : byte
{
    None = 0,

    /// <summary>The cached link-layer address is to be replaced.</summary>
    Override = 0x20,

    /// <summary>Sent in answer to a solicitation.</summary>
    Solicited = 0x40,

    /// <summary>The sender is a router.</summary>
    Router = 0x80,
}
