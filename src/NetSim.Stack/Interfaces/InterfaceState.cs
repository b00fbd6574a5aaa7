namespace NetSim.Stack.Interfaces;

/// <summary>What the operator wants: <c>ip link set … up|down</c>.</summary>
public enum AdminState : byte
{
    Down,
    Up,
}

/// <summary>What the link says: is there a signal on the cable?</summary>
public enum CarrierState : byte
{
    Off,
    On,
}

/// <summary>What the operating system's side of a real device says. Always <see cref="Up"/> on a simulated link.</summary>
public enum HostState : byte
{
    Down,
    Up,
}

/// <summary>What stands in front of the IP header on the link.</summary>
public enum Framing : byte
{
    /// <summary>An Ethernet header: addresses, groups, neighbours to resolve.</summary>
    Ethernet,

    /// <summary>Nothing: a point-to-point link of IP packets (a TUN device). The version nibble tells IPv4 from IPv6.</summary>
    Ip,
}
