namespace NetSim.Devices;

public enum DeviceErrorKind
{
    /// <summary>This operating system has no TUN devices and no rtnetlink.</summary>
    UnsupportedSystem,

    /// <summary><c>/dev/net/tun</c> is missing, or nothing stands behind it.</summary>
    NoTunDriver,

    NoPermission,
    BadName,
    NameTooLong,

    /// <summary>Somebody else has the device open.</summary>
    Busy,

    /// <summary>The device is a TAP and a TUN was asked for, or the other way round, or its queues are of the other mode.</summary>
    WrongKind,

    /// <summary>The name belongs to a device that is neither TUN nor TAP.</summary>
    NotATunDevice,

    NoSuchDevice,
    NoSuchNamespace,
    AlreadyExists,

    /// <summary>The plan would take something away from the host as it is now.</summary>
    Conflict,

    /// <summary>The journal of host changes cannot be written or read.</summary>
    Journal,

    /// <summary>A file wants to run programs of this machine, and nobody has allowed it.</summary>
    CommandsNotAllowed,

    /// <summary>Any other refusal of the kernel; <see cref="DeviceError.Errno"/> tells which.</summary>
    System,
}
