namespace NetSim.Simulation.Topology.Plan;

/// <summary>Which addresses of a name are asked for.</summary>
public enum LookupType : byte
{
    /// <summary>Of the families that the node has: IPv6, and if there are none, IPv4.</summary>
    Any,

    A,
    Aaaa,
}

/// <summary>Looks the addresses of a name up, with the resolver of its node and what that remembers.</summary>
public sealed record LookupPlan : ApplicationPlan
{
    public required string Name { get; init; }
    public LookupType Type { get; init; }
    public int Count { get; init; } = 1;

    /// <summary>Nanoseconds from one question to the next.</summary>
    public Distribution Every { get; init; }

    public override string Kind => "lookup";
}
