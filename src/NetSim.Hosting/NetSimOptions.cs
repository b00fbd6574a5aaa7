using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Hosting;

/// <summary>What the host does when the run is over.</summary>
public enum AfterRun
{
    /// <summary>Goes on: the network was one of several things.</summary>
    KeepHost,

    /// <summary>Stops: the network was all.</summary>
    StopHost,
}

/// <summary>Which network a host runs, and how.</summary>
public sealed class NetSimOptions
{
    /// <summary>The topology file; relative paths start at the process's working folder.</summary>
    public string? File { get; set; }

    /// <summary>A network that was made by code; counts more than <see cref="File"/>.</summary>
    public TopologyPlan? Plan { get; set; }

    /// <summary>What is said beside the file. Its observer is joined by all <see cref="IRunObserver"/> services.</summary>
    public RunOptions Run { get; set; } = new();

    /// <summary>How the file is loaded.</summary>
    public PlanOptions Loading { get; set; } = PlanOptions.Default;

    public AfterRun AfterRun { get; set; }
}
