namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>What is wrong with a value, by one who does not know where in the file it stands.</summary>
internal readonly record struct Problem(DiagnosticCode Code, string Message);
