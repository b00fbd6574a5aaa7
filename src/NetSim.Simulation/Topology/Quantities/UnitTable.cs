namespace NetSim.Simulation.Topology.Quantities;

/// <summary>A unit and how many of the base unit it is.</summary>
internal sealed record Unit(string Name, long Factor);

/// <summary>A unit that people write and that is not one here, and what to write instead: so many times as many of another one.</summary>
internal sealed record UnitHint(string Written, string Meant, int Times = 1);

/// <summary>How a kind of quantity is written.</summary>
internal sealed class UnitTable
{
    /// <summary>With its article: "a duration".</summary>
    public required string Noun { get; init; }

    public required string Example { get; init; }

    /// <summary>Every accepted spelling.</summary>
    public required Unit[] Units { get; init; }

    /// <summary>The spellings that an error message offers.</summary>
    public required string[] Offered { get; init; }

    /// <summary>The units that a bare number is probably meant in.</summary>
    public required string[] Likely { get; init; }

    public UnitHint[] Hints { get; init; } = [];

    /// <summary>In the base unit.</summary>
    public required long Most { get; init; }

    /// <summary>The same as people would write it.</summary>
    public required string MostText { get; init; }

    public Sign Sign { get; init; } = Sign.NotNegative;

    /// <summary>What the value at its base unit looks like, for messages.</summary>
    public required Func<long, string> Format { get; init; }
}

internal enum Sign
{
    NotNegative,
    Any,
}
