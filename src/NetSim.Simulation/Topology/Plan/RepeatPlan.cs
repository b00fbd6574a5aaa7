using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>An application starts again when it has ended.</summary>
/// <param name="Count">How many times it runs in all; null: until it is stopped, or the run ends.</param>
/// <param name="Pause">From an end to the next start; more than nothing.</param>
public sealed record RepeatPlan(int? Count, Duration Pause);
