using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Trials;

/// <summary>What the tries of an expectation have shown: the one that counts.</summary>
internal sealed class TrialsRecord(string node) : ApplicationRecord(node, "expectation")
{
    /// <summary>How many tries have ended.</summary>
    public int Tries { get; private set; }

    /// <summary>The comparisons of the last try; with <see cref="ExpectationTries.Always"/> of the first that failed. Null if none has ended.</summary>
    public IReadOnlyList<ExpectationResult>? Verdict { get; private set; }

    /// <summary>When that one ended.</summary>
    public Instant At { get; private set; }

    public bool Holds => Verdict is { } verdict && verdict.All(one => one.Held);

    public void Take(IReadOnlyList<ExpectationResult> results, Instant now)
    {
        Tries++;
        (Verdict, At) = (results, now);
    }
}
