using NetSim.Wire.Addresses;

namespace NetSim.Devices.Netlink;

/// <summary>What the system says of one device at one moment.</summary>
public sealed record HostLink
{
    public static readonly HostLink Missing = new();

    public HostLinkState State { get; init; } = HostLinkState.Missing;

    /// <summary>The kernel's number of the device; 0 if it is missing. A device made anew has a new one.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>In bytes, without the Ethernet header.</summary>
    public int Mtu { get; init; }

    /// <summary>The system's own MAC address on a TAP device; null on a TUN.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>The system's addresses on the device, in the order in which they came.</summary>
    public IReadOnlyList<IpPrefix> Addresses { get; init; } = [];

    public bool Equals(HostLink? other) => other is not null && State == other.State && InterfaceIndex == other.InterfaceIndex &&
        Mtu == other.Mtu && MacAddress == other.MacAddress && Addresses.SequenceEqual(other.Addresses);

    public override int GetHashCode() => HashCode.Combine(State, InterfaceIndex, Mtu);
}
