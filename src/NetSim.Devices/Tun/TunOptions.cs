using NetSim.Devices.Namespaces;

namespace NetSim.Devices.Tun;

/// <summary>Which TUN or TAP device to open, and how. The defaults are the safe ones.</summary>
public sealed record TunOptions
{
    /// <summary>As <see cref="DeviceName.Check"/> allows.</summary>
    public required string Name { get; init; }

    public TunKind Kind { get; init; } = TunKind.Tun;

    public TunCreation Creation { get; init; } = TunCreation.CreateOrAttach;

    public TunLifetime Lifetime { get; init; } = TunLifetime.OfDescriptor;

    public TunQueues Queues { get; init; } = TunQueues.Single;

    public TunOffloadPolicy Offloads { get; init; } = TunOffloadPolicy.Negotiate;

    /// <summary>
    /// For a device that is made, in bytes; null leaves the kernel's 1500. The MTU of a device that is there already is its
    /// administrator's.
    /// </summary>
    public int? Mtu { get; init; }

    /// <summary>Where the device is or shall be; null for the namespace of the process. Read while opening only.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>The driver's node.</summary>
    internal string DriverPath { get; init; } = "/dev/net/tun";
}

public enum TunCreation
{
    CreateOrAttach,

    /// <summary>A device of that name must not be there yet.</summary>
    CreateNew,

    /// <summary>The device must be there: made by an administrator for this user, say.</summary>
    AttachOnly,
}

public enum TunLifetime
{
    /// <summary>The device vanishes, with its addresses and routes, when its last descriptor closes, however the process ends.</summary>
    OfDescriptor,

    /// <summary>
    /// A device that is made here stays until somebody deletes it. One that is attached to keeps the lifetime that it had.
    /// </summary>
    Persistent,
}

public enum TunQueues
{
    Single,

    /// <summary>Each opening of the same name attaches one more queue; the kernel spreads the flows over them.</summary>
    Multiple,
}

public enum TunOffloadPolicy
{
    /// <summary>Takes every offload that the kernel gives: partial checksums and super-segments of up to 64 KiB.</summary>
    Negotiate,

    /// <summary>Whole checksums and single segments only.</summary>
    None,
}
