using System.Collections.Immutable;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Plan;

public enum DeviceKind : byte
{
    Tun,
    Tap,

    /// <summary>An interface that the machine has.</summary>
    Packet,

    /// <summary>UDP datagrams to another machine.</summary>
    Vxlan,
}

/// <summary>A wire to another machine.</summary>
/// <param name="Vni">The virtual network.</param>
/// <param name="Remote">The other machine.</param>
/// <param name="Local">Of this machine; unspecified for any.</param>
/// <param name="Port">The UDP port of both ends.</param>
public sealed record VxlanLinkPlan(int Vni, IpAddress Remote, IpAddress Local, ushort Port)
{
    internal int Overhead => Remote.IsIPv4 ? 50 : 70;
}

/// <summary>A real device of this machine, and the interface that is plugged into it.</summary>
public sealed record DevicePlan
{
    public required int Id { get; init; }
    public required DeviceKind Kind { get; init; }

    /// <summary>For people, and different for each device: for the kernel too, unless <see cref="DeviceName"/> says otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Of a device that is the interface of a netns node, its name there: it lies in the node's namespace, and its interface stays in
    /// its link. Null for a device of the machine's own side.
    /// </summary>
    public string? DeviceName { get; init; }

    /// <summary>The network namespace that it is in, by the name that <c>ip netns</c> gave it or by its path; null for that of the process.</summary>
    public string? Namespace { get; init; }

    public required int InterfaceId { get; init; }

    /// <summary>Of <see cref="DeviceKind.Packet"/>: all frames on its wire are asked for.</summary>
    public bool Promiscuous { get; init; }

    /// <summary>Of <see cref="DeviceKind.Vxlan"/>.</summary>
    public VxlanLinkPlan? Vxlan { get; init; }

    /// <summary>It is made for the run, and the machine's side of it is an interface of its own.</summary>
    public bool IsMade => Kind is DeviceKind.Tun or DeviceKind.Tap;

    /// <summary>Null if the file does not speak of the machine's side.</summary>
    public HostSidePlan? Host { get; init; }
}

/// <summary>How the machine's side of a device should look; applied only if the user asks for it.</summary>
public sealed record HostSidePlan
{
    public required ImmutableArray<IpPrefix> Addresses { get; init; }

    /// <summary>What the machine sends into the device.</summary>
    public required ImmutableArray<IpPrefix> Routes { get; init; }

    public required bool Up { get; init; }
}
