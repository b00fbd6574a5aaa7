using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>What of a direction's plan its delays hang on, and nothing else does: <see cref="Links.Jitter"/> is made of it, and the least delay follows from it.</summary>
/// <param name="Mean">Propagation delay.</param>
/// <param name="Spread">How far delays go from it.</param>
/// <param name="Distribution">How they spread.</param>
/// <param name="Table">Of a distribution by a table.</param>
/// <param name="Correlation">How much of the last packet's deviation is in that of the next.</param>
/// <param name="Order">Whether one packet may overtake another by it.</param>
/// <param name="Reorder">How many packets go ahead of all delay.</param>
internal readonly record struct DelayTerms(
    Duration Mean, Duration Spread, JitterDistribution Distribution, DistributionTable? Table, Percentage Correlation, DeliveryOrder Order, Percentage Reorder)
{
    /// <summary>No packet takes less, whatever the dice say.</summary>
    public Duration Least => Reorder == Percentage.Zero ? Jitter.Of(this)?.Least ?? Mean : Duration.Zero;

    public static DelayTerms Of(DirectionPlan plan) =>
        new(plan.Delay, plan.Jitter, plan.Distribution, plan.Table, plan.DelayCorrelation, plan.Order, plan.Reorder.Share);
}
