namespace NetSim.Wire.Ipv6;

/// <summary>What to do with a packet for an option that is not known: the top two bits of its type (RFC 8200 4.2).</summary>
public enum Ipv6OptionAction : byte
{
    /// <summary>Go on.</summary>
    Skip = 0,

    /// <summary>Drop silently.</summary>
    Discard = 1,

    /// <summary>Drop and send a parameter problem, code 2, also for a multicast destination.</summary>
    DiscardAndReport = 2,

    /// <summary>Drop and send a parameter problem, code 2, unless the destination is multicast.</summary>
    DiscardAndReportUnlessMulticast = 3,
}
