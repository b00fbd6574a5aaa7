using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Network.Tracking;

/// <summary>What connection tracking says of a packet, in nftables' words.</summary>
[Flags]
public enum TrackingStates : byte
{
    None = 0,

    /// <summary>It begins a conversation, or nobody has answered it yet.</summary>
    New = 1,

    /// <summary>Packets have gone both ways.</summary>
    Established = 2,

    /// <summary>An ICMP error about a conversation that is known.</summary>
    Related = 4,

    /// <summary>It belongs to none and cannot begin one.</summary>
    Invalid = 8,
}

/// <summary>What becomes of a packet.</summary>
public enum FirewallAction : byte
{
    Accept,

    /// <summary>It is gone, without a word.</summary>
    Drop,

    /// <summary>Its sender is told: by a RST if it is TCP, else by ICMP's "administratively prohibited".</summary>
    Reject,
}

/// <summary>Ports from one to another, both included.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    internal bool Contains(ushort port) => port >= First && port <= Last;
}

/// <summary>A line of the table: what is empty matches everything.</summary>
public sealed record FirewallRule(FirewallAction Action)
{
    /// <summary>None: any.</summary>
    public TrackingStates States { get; init; }

    /// <summary>Index of the interface that the packet came in by.</summary>
    public int? In { get; init; }

    /// <summary>Index of the interface that it is to leave by.</summary>
    public int? Out { get; init; }

    /// <summary>ICMP stands for itself; ICMPv6 has its own number.</summary>
    public IpProtocol? Protocol { get; init; }

    public ImmutableArray<IpPrefix> Sources { get; init; } = [];

    public ImmutableArray<IpPrefix> Destinations { get; init; } = [];

    /// <summary>Of TCP and UDP.</summary>
    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    /// <summary>Of TCP and UDP.</summary>
    public ImmutableArray<PortRange> DestinationPorts { get; init; } = [];
}

/// <summary>A chain of rules, for what a router passes on or for what is to or from a node itself: the first that matches decides, else the policy.</summary>
public sealed record FirewallOptions
{
    public ImmutableArray<FirewallRule> Rules { get; init; } = [];

    public FirewallAction Policy { get; init; } = FirewallAction.Drop;
}

/// <summary>How much a rule has decided.</summary>
public readonly record struct RuleCount(long Packets, long Bytes);
