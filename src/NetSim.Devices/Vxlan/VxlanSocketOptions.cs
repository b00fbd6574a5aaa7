using NetSim.Devices.Namespaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Vxlan;

namespace NetSim.Devices.Vxlan;

/// <summary>A wire to another machine, made of UDP datagrams of this one.</summary>
public sealed record VxlanSocketOptions
{
    /// <summary>An address of this machine; unspecified for any.</summary>
    public required IpAddress Local { get; init; }

    /// <summary>The other machine, of the same family.</summary>
    public required IpAddress Remote { get; init; }

    /// <summary>The virtual network, 24 bits.</summary>
    public required int Vni { get; init; }

    /// <summary>The UDP port of both ends.</summary>
    public ushort Port { get; init; } = VxlanHeader.Port;

    /// <summary>Whose sockets; null for the namespace of the process. Read while opening only.</summary>
    public NetworkNamespace? Namespace { get; init; }
}
