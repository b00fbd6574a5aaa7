namespace NetSim.Simulation.Topology.Document;

/// <summary>A value and where it stands in the file.</summary>
internal sealed record Located<T>(T Value, Place Place);
