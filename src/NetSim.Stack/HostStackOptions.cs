using NetSim.Stack.Network;
using NetSim.Stack.Sockets;
using NetSim.Wire.Addresses;

namespace NetSim.Stack;

/// <summary>The settings of a stack. One object may serve many stacks.</summary>
public sealed record HostStackOptions
{
    public static readonly HostStackOptions Host = new();

    public static readonly HostStackOptions Router = new() { Ip = new IpOptions { Forwarding = Forwarding.On } };

    public IpOptions Ip { get; init; } = IpOptions.Default;

    public EphemeralPorts EphemeralPorts { get; init; } = EphemeralPorts.Default;
}

/// <summary>What a socket may know of the way to a destination.</summary>
/// <param name="Source">The address to send with.</param>
/// <param name="NextHop">The neighbour to hand packets to.</param>
/// <param name="Egress">Index of the interface; <see cref="Wire.Buffers.Packet.NoInterface"/> if the destination is this node
/// itself.</param>
/// <param name="Mtu">Bytes of the largest IP packet that need not be cut on the way, as far as it is known.</param>
public readonly record struct RouteAnswer(IpAddress Source, IpAddress NextHop, int Egress, int Mtu);
