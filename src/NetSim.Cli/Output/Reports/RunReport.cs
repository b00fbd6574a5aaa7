using NetSim.Simulation.Running;
using NetSim.Simulation.Sampling;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Output.Reports;

/// <summary>All that a report may tell.</summary>
/// <param name="Plan">The network.</param>
/// <param name="Summary">What happened.</param>
/// <param name="Samples">What it was like over time; null unless a report is asked for that draws it.</param>
internal sealed record RunReport(TopologyPlan Plan, RunSummary Summary, RunSamples? Samples);
