using NetSim.Wire.Addresses;

namespace NetSim.Stack.Interfaces;

/// <summary>What an interface is born with. Addresses, MTU and states can change later.</summary>
public sealed record InterfaceOptions
{
    /// <summary>Unique on its node.</summary>
    public required string Name { get; init; }

    /// <summary>Place among the interfaces of its stack, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>
    /// Needed for <see cref="Framing.Ethernet"/>; elsewhere it only names the IPv6 link-local address, if it is not zero.
    /// </summary>
    public MacAddress Mac { get; init; }

    /// <summary>Bytes of the largest IP packet: the Ethernet header is not counted.</summary>
    public int Mtu { get; init; } = 1500;

    public Framing Framing { get; init; } = Framing.Ethernet;

    public AdminState Admin { get; init; } = AdminState.Up;

    public CarrierState Carrier { get; init; } = CarrierState.On;

    public NeighbourOptions Neighbours { get; init; } = NeighbourOptions.Default;

    /// <summary>Off: addresses are stated, and a simulated network that is free of conflicts saves the seconds that it takes to be sure.</summary>
    public ConflictDetection ConflictDetection { get; init; }

    public Autoconfiguration Autoconfiguration { get; init; }

    /// <summary>What a router tells the link's hosts; null: nothing.</summary>
    public RouterAdvertisementOptions? Advertise { get; init; }
}
