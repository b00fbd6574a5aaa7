using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Cli.Commands;

/// <summary>Loads a file for a command and prints what is wrong with it.</summary>
internal static class TopologyFile
{
    public static TopologyLoad Load(string path, PlanOptions options)
    {
        TopologyLoad load = TopologyLoader.LoadFile(path, options);
        foreach (Diagnostic diagnostic in load.Diagnostics) Console.Error.WriteLine(diagnostic);
        if (load.Errors > 0) Console.Error.WriteLine(Count(load.Errors, "error"));
        return load;
    }

    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
