namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>An error keeps the file from running; a warning tells of something that is allowed and probably not meant.</summary>
public enum Severity
{
    Error,
    Warning,
}
