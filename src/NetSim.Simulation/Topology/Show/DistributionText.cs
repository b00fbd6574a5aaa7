using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Show;

/// <summary>Distributions, as the file says them.</summary>
internal static class DistributionText
{
    public static string Interval(Distribution interval) => Format(interval, DurationText.Format(new Duration(interval.Mean)));

    public static string Size(Distribution size) => Format(size, new ByteSize(size.Mean).ToString());

    private static string Format(Distribution distribution, string mean) => distribution.Kind == DistributionKind.Constant
        ? mean
        : new FlowMapping().Add("mean", mean).Add("distribution", DistributionDocument.Words.TextOf(distribution.Kind)).ToString();
}
