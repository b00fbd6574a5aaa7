namespace NetSim.Simulation.Topology.Plan;

/// <summary>Takes files, and tells of each what has arrived.</summary>
public sealed record TransferServerPlan : ApplicationPlan
{
    public ushort Port { get; init; } = 5003;
    public override string Kind => "transfer";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport.Tcp);
}

/// <summary>Sends files, one after the other.</summary>
public sealed record TransferPlan : ApplicationPlan
{
    internal const long DefaultSize = 1_000_000;

    /// <summary>What a drawn size is cut at.</summary>
    internal const long MostSize = 1_000_000_000_000;

    public required Target To { get; init; }
    public ushort Port { get; init; } = 5003;

    /// <summary>Bytes of a file.</summary>
    public Distribution Size { get; init; } = Distribution.Constant(DefaultSize);

    public int Count { get; init; } = 1;

    /// <summary>Nanoseconds from the end of one file to the start of the next; null: none.</summary>
    public Distribution? Think { get; init; }

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

    /// <summary>Null: as the node speaks it.</summary>
    public TcpPlan? Tcp { get; init; }

    public override string Kind => "transfer";
}
