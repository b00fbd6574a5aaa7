using NetSim.Devices.Namespaces;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Packets;

/// <summary>Which frames of others a packet socket asks the interface for.</summary>
public enum Promiscuity
{
    /// <summary>None: those for one address, and those for groups.</summary>
    Off,

    /// <summary>All that are on the wire.</summary>
    On,
}

/// <summary>Which interface of this machine to attach to, and how.</summary>
public sealed record PacketSocketOptions
{
    /// <summary>As <see cref="Tun.DeviceName.Check"/> allows. It must be there: nothing is made.</summary>
    public required string Name { get; init; }

    /// <summary>Whose frames to take.</summary>
    public required MacAddress Mac { get; init; }

    public Promiscuity Promiscuity { get; init; }

    /// <summary>Where the interface is; null for the namespace of the process. Read while opening only.</summary>
    public NetworkNamespace? Namespace { get; init; }
}
