namespace NetSim.Devices.Netlink;

/// <summary>The system's view of a device, in the order in which one must fix things.</summary>
public enum HostLinkState
{
    /// <summary>There is no device of that name.</summary>
    Missing,

    /// <summary>The administrator has not brought it up: what a new TUN device always is.</summary>
    Down,

    /// <summary>Up, but the driver reports no carrier: nobody is attached, or a simulated cable is unplugged.</summary>
    NoCarrier,

    Up,
}
