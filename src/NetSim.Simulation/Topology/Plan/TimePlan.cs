using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>The clock of a run, and when it ends.</summary>
/// <param name="Mode">Virtual or real; "auto" is decided by now.</param>
/// <param name="Scale">Simulated seconds per second of the real clock; 1 in virtual time.</param>
/// <param name="Stop">Null: when the applications end.</param>
public sealed record TimePlan(TimeMode Mode, double Scale, Duration? Stop);
