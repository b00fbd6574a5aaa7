namespace NetSim.Simulation.Determinism;

/// <summary>What came of running a network several times.</summary>
public sealed record DeterminismReport
{
    /// <summary>The lanes of each run, as many as it really had.</summary>
    public required IReadOnlyList<int> Lanes { get; init; }

    /// <summary>Of the first run.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>Frames that the interfaces of the first run received or sent.</summary>
    public required long Frames { get; init; }

    /// <summary>Null if all runs were the same.</summary>
    public Divergence? Divergence { get; init; }
}

/// <summary>Where two runs parted.</summary>
/// <param name="FirstRun">Index of one of them.</param>
/// <param name="SecondRun">Index of the other.</param>
/// <param name="Endpoint">The interface that saw it first, as node:interface.</param>
/// <param name="First">What it saw in the one.</param>
/// <param name="Second">What it saw in the other at that point.</param>
public sealed record Divergence(int FirstRun, int SecondRun, string Endpoint, string First, string Second);
