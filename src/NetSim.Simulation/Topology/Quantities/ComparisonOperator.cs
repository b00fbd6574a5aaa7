namespace NetSim.Simulation.Topology.Quantities;

/// <summary>How what was seen is held against what was expected.</summary>
public enum ComparisonOperator
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>Written with ±: at most the tolerance away.</summary>
    Within,
}
