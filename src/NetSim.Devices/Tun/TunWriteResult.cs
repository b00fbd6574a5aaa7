namespace NetSim.Devices.Tun;

/// <summary>What became of a packet that was written.</summary>
/// <param name="Status">Anything but <see cref="TunWriteStatus.Written"/> is a drop, with this as its reason.</param>
/// <param name="Errno">The system's error number; 0 if it was written.</param>
public readonly record struct TunWriteResult(TunWriteStatus Status, int Errno);

public enum TunWriteStatus
{
    Written,

    /// <summary>The system has the device down (EIO). It works again as soon as somebody brings it up.</summary>
    DeviceDown,

    /// <summary>The kernel has no memory or no room for it just now.</summary>
    QueueFull,

    /// <summary>The device was deleted under us.</summary>
    Gone,

    /// <summary>The kernel took it for no packet, or it is a super-segment and the device takes none.</summary>
    Refused,
}
