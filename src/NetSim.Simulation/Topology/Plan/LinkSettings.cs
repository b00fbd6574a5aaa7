namespace NetSim.Simulation.Topology.Plan;

/// <summary>What a link is like, for <see cref="TopologyPlanBuilder"/>.</summary>
public sealed record LinkSettings
{
    /// <summary>Ethernet, up, no limit of rate, no delay, no loss.</summary>
    public static LinkSettings Default { get; } = new();

    /// <summary>Null: the endpoints are the name.</summary>
    public string? Name { get; init; }

    public DirectionPlan AToB { get; init; } = DirectionPlan.Default;
    public DirectionPlan BToA { get; init; } = DirectionPlan.Default;

    /// <summary>In bytes; null: as much as the larger of its interfaces sends.</summary>
    public int? Mtu { get; init; }

    public Framing Framing { get; init; }
    public OperState State { get; init; }
}

/// <summary>What an interface is like, for <see cref="TopologyPlanBuilder"/>.</summary>
public sealed record InterfaceSettings
{
    /// <summary>Up, with an MTU from its link and a MAC address from its name.</summary>
    public static InterfaceSettings Default { get; } = new();

    /// <summary>In bytes; null: that of the link, or 1500.</summary>
    public int? Mtu { get; init; }

    /// <summary>Null: made from the names.</summary>
    public Wire.Addresses.MacAddress? Mac { get; init; }

    public OperState State { get; init; }

    /// <summary>Null: nothing beyond what every interface does.</summary>
    public AutomationPlan? Automation { get; init; }
}
