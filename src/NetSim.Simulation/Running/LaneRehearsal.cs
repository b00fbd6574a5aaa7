using System.Globalization;
using NetSim.Devices;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// How many lanes a network is worth, found by running the first of it on one lane: what counts is how much there is to do within one look-ahead,
/// since after that the lanes must meet.
/// </summary>
public static class LaneRehearsal
{
    /// <summary>A meeting costs about as much as so many events. Fewer than that for each lane, and one lane is quicker.</summary>
    private const double EventsWorthAMeeting = 16;

    /// <summary>So many events at most are rehearsed, a stretch at a time. Counted and not timed: the same network gets the same lanes on any day.</summary>
    private const int Stretch = 1_000, Stretches = 20;

    /// <summary>Below this there is nothing to share out; above it the rehearsal itself would be long.</summary>
    private const int FewestNodes = 4, MostNodes = 5_000;

    /// <param name="plan">The network, on the virtual clock.</param>
    /// <param name="options">Of the run to come.</param>
    /// <param name="processors">No more lanes than these.</param>
    public static LaneChoice Choose(TopologyPlan plan, RunOptions options, int processors)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        if (processors < 2) return new LaneChoice(1, "there is one processor");
        if (plan.Nodes.Length is < FewestNodes or > MostNodes) return new LaneChoice(1, $"the network has {Text(plan.Nodes.Length)} nodes");
        LanePartition partition = LanePartition.Of(plan, processors);
        if (partition.Lanes == 1) return new LaneChoice(1, "it cannot be cut into parts of equal weight at links with a delay");
        double events = EventsWithin(plan, options, partition.LookAhead) / partition.Lanes;
        string pace = string.Create(CultureInfo.InvariantCulture, $"{events:0.#} events for each of {partition.Lanes} lanes within the look-ahead of {partition.LookAhead}");
        return events < EventsWorthAMeeting
            ? new LaneChoice(1, $"{pace}, and {EventsWorthAMeeting} are worth a meeting")
            : new LaneChoice(partition.Lanes, pace);
    }

    /// <summary>The mean of the busiest stretch that was seen.</summary>
    private static double EventsWithin(TopologyPlan plan, RunOptions options, Duration lookAhead)
    {
        RunOptions rehearsal = options with { IsRehearsal = true, Lanes = 1, Observer = null, CaptureFolder = null };
        if (!SimulationRun.Open(plan, rehearsal).TryGet(out SimulationRun? run, out DeviceError? error)) throw new InvalidOperationException(error.ToString());
        using (run)
        {
            run.Start();
            double most = 0;
            for (int i = 0; i < Stretches; i++)
            {
                long from = run.Now.Nanoseconds;
                long handled = run.RunFor(Stretch);
                long elapsed = run.Now.Nanoseconds - from;
                if (elapsed > 0) most = Math.Max(most, (double)handled / elapsed);
                if (handled < Stretch) break;
            }
            return most * lookAhead.Nanoseconds;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How many lanes, and why.</summary>
public sealed record LaneChoice(int Lanes, string Reason);
