namespace NetSim.Devices.Tun;

/// <summary>
/// Of the descriptor. Whether the system has the device up is told by <see cref="Netlink.LinkWatcher"/> and by each write.
/// </summary>
public enum TunDeviceState
{
    Open,

    /// <summary>The device was deleted under us: nothing will ever come again, and polling the descriptor would spin.</summary>
    Gone,

    Closed,
}

/// <summary>Whether a device was there before it was opened.</summary>
public enum TunOrigin
{
    Made,
    Attached,
}

/// <summary>The simulated cable in the device.</summary>
public enum TunCarrier
{
    Unplugged,
    Plugged,
}
