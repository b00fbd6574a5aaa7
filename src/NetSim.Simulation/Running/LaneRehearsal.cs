using System.Globalization;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Running;

/// <summary>
/// How many lanes a network is worth, found by rehearsing it on one: what counts is how much there is to do within one look-ahead, since after
/// that the lanes must meet.
/// </summary>
public static class LaneRehearsal
{
    /// <summary>A meeting costs about as much as so many events. Fewer than that for each lane, and one lane is quicker.</summary>
    private const double EventsWorthAMeeting = 8;

    /// <param name="plan">The network, on the virtual clock.</param>
    /// <param name="options">Of the run to come.</param>
    /// <param name="processors">No more lanes than these.</param>
    public static LaneChoice Choose(TopologyPlan plan, RunOptions options, int processors)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        if (processors < 2) return new LaneChoice(1, "there is one processor");
        if (LanePartition.Of(plan, processors).Lanes == 1) return new LaneChoice(1, "it cannot be cut into parts of equal weight at links with a delay");
        if (options.Replay is not null) return new LaneChoice(1, "a replay cannot be rehearsed: what enters there can be read once only");
        if (Rehearsal.Of(plan, options) is not { } rehearsal) return new LaneChoice(1, $"the network has {Text(plan.Nodes.Length)} nodes");
        LanePartition partition = LanePartition.Of(plan, processors, rehearsal);
        double events = rehearsal.EventsPerNanosecond * partition.LookAhead.Nanoseconds / partition.Lanes;
        string pace = string.Create(CultureInfo.InvariantCulture, $"{events:0.#} events for each of {partition.Lanes} lanes within the look-ahead of {partition.LookAhead}");
        return events < EventsWorthAMeeting
            ? new LaneChoice(1, $"{pace}, and {EventsWorthAMeeting} are worth a meeting")
            : new LaneChoice(partition.Lanes, pace) { Rehearsal = rehearsal };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How many lanes, and why.</summary>
public sealed record LaneChoice(int Lanes, string Reason)
{
    /// <summary>What the choice was made by; null if a look at the network was enough.</summary>
    public Rehearsal? Rehearsal { get; init; }
}
