using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Yaml;

/// <summary>Ends the reading of a text that cannot be read on; never leaves this folder.</summary>
internal sealed class YamlRefusal(int line, int column, Problem problem) : Exception(problem.Message)
{
    public int Line { get; } = line;
    public int Column { get; } = column;
    public Problem Problem { get; } = problem;
}
