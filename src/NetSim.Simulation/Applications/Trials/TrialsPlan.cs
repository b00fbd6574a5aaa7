using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Trials;

/// <summary>What tries an expectation that one application alone cannot: again and again, or by looking at the node.</summary>
internal sealed record TrialsPlan(RunningExpectation Expectation) : ApplicationPlan
{
    public ExpectationTries Tries => Expectation.Plan.Tries;

    public Duration Period => Expectation.Plan.Period;

    /// <summary>When it has to have held; never, unless it is to hold eventually.</summary>
    public Instant Deadline => Tries == ExpectationTries.Eventually ? Instant.Zero + Start + Expectation.Plan.Within : Instant.MaxValue;

    public override string Kind => "expectation";
}

/// <summary>Follows packets to where they go.</summary>
internal sealed record PathProbePlan(Target To) : ApplicationPlan
{
    public override string Kind => "path";
}
