using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Host;

/// <summary>The system's side of a TUN or TAP device as a topology states it: nothing here is ever done unless asked for.</summary>
public sealed record HostSide
{
    public required string Device { get; init; }

    /// <summary>The network namespace that the device is in, by name or by path; null for that of the process.</summary>
    public string? Namespace { get; init; }

    public TunKind Kind { get; init; } = TunKind.Tun;

    /// <summary>The system's own addresses on the device, host bits kept: <c>192.168.69.1/24</c>.</summary>
    public IReadOnlyList<IpPrefix> Addresses { get; init; } = [];

    public IReadOnlyList<HostRoute> Routes { get; init; } = [];

    public HostAdminState Admin { get; init; } = HostAdminState.AsItIs;

    /// <summary>In bytes; null leaves it alone.</summary>
    public int? Mtu { get; init; }

    /// <summary>
    /// How many packets the system queues towards us; null leaves it alone. For a TUN device the kernel's default is 500.
    /// </summary>
    public int? QueueLength { get; init; }
}

/// <summary>A route of the system into the device.</summary>
/// <param name="Destination">Its host bits are not looked at.</param>
/// <param name="Via">The stack's address as next hop; null sends into the device as it is, which is enough on a TUN.</param>
public readonly record struct HostRoute(IpPrefix Destination, IpAddress? Via);

public enum HostAdminState
{
    AsItIs,
    Up,
}
