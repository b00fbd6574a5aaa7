using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Network.Tracking;

/// <summary>Whom a translator lets in by a port that an inner host has opened (RFC 4787 section 5, RFC 5382 section 4.3).</summary>
public enum NatFiltering : byte
{
    /// <summary>Everybody.</summary>
    EndpointIndependent,

    /// <summary>Only the end that the inner host has spoken to.</summary>
    AddressAndPortDependent,
}

/// <summary>A port of the outside that always leads to one inner end.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Port">At the outside address.</param>
/// <param name="To">The inner end.</param>
public readonly record struct PortForward(IpProtocol Protocol, ushort Port, IpEndpoint To);

/// <summary>Traditional NAT (RFC 3022) with endpoint-independent mapping (RFC 4787 REQ-1): all inner hosts share the outside interface's address.</summary>
public sealed record TranslationOptions
{
    /// <summary>Index of the interface whose first IPv4 address all share; the others are inside.</summary>
    public required int Outside { get; init; }

    public NatFiltering Filtering { get; init; }

    public ImmutableArray<PortForward> Forwards { get; init; } = [];
}
