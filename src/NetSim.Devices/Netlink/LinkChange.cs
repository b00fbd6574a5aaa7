namespace NetSim.Devices.Netlink;

/// <summary>Whether <see cref="LinkWatcher.Update"/> found <see cref="LinkWatcher.Link"/> changed.</summary>
public enum LinkChange
{
    None,
    Changed,
}
