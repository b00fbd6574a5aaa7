using System.Collections.Immutable;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What an interface is plugged into.</summary>
public enum Attachment : byte
{
    None,
    Link,
    Tun,
    Tap,

    /// <summary>An interface of this machine, beside its system.</summary>
    Packet,

    /// <summary>A wire to another machine.</summary>
    Vxlan,

    /// <summary>A VLAN of another interface of the node.</summary>
    Vlan,

    /// <summary>A tunnel, whose packets are the node's own.</summary>
    Tunnel,
}

public enum LinkEnd : byte
{
    A,
    B,
}

/// <summary>An interface of a host or router, or a port of a switch or hub.</summary>
public readonly record struct InterfacePlan
{
    public required int Id { get; init; }
    public required int NodeId { get; init; }

    /// <summary>Among the interfaces of its node.</summary>
    public required int Index { get; init; }

    /// <summary>Of a switch port its number, from 1.</summary>
    public required string Name { get; init; }

    /// <summary>In the order of the file.</summary>
    public required ImmutableArray<IpPrefix> Addresses { get; init; }

    /// <summary>Zero where there is no Ethernet: on IP framing, TUN devices and switch ports.</summary>
    public MacAddress Mac { get; init; }

    /// <summary>The largest IP packet, in bytes.</summary>
    public required int Mtu { get; init; }

    public Framing Framing { get; init; }
    public OperState State { get; init; }
    public Attachment Attachment { get; init; }

    /// <summary>Whether it is plugged into something of this machine, behind which there may be anybody.</summary>
    public bool HasDevice => Attachment is Attachment.Tun or Attachment.Tap or Attachment.Packet or Attachment.Vxlan;

    /// <summary>The id of the link, device, VLAN or tunnel; −1 if it is plugged into nothing.</summary>
    public int AttachedTo { get; init; }

    /// <summary>Which end of the link it is.</summary>
    public LinkEnd End { get; init; }

    /// <summary>Null of nearly all.</summary>
    public AutomationPlan? Automation { get; init; }
}
