using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>A network to measure, made by code, and how to read the result.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Plan">The network.</param>
/// <param name="WarmUp">Simulated time after which the memory that is allocated counts: pools and tables have grown by then.</param>
/// <param name="Stop">The end.</param>
/// <param name="Delivered">What arrived: datagrams, bytes or replies.</param>
internal sealed record Workload(string Name, TopologyPlan Plan, Duration WarmUp, Duration Stop, Func<RunSummary, long> Delivered)
{
    public static readonly string[] Names = ["hops", "dumbbell", "fattree", "scale"];
}
