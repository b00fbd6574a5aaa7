using NetSim.Devices;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Running;

/// <summary>
/// What the beginning of a run has shown: how much there is to do, and where. It is run on one lane before the run itself; counted and not timed,
/// so that the same network is shared out in the same way on any day.
/// </summary>
public sealed class Rehearsal
{
    /// <summary>So many events at most are rehearsed, a stretch at a time.</summary>
    private const int Stretch = 1_000, Stretches = 20;

    /// <summary>Below this there is nothing to share out; above it the rehearsal itself would be long.</summary>
    private const int FewestNodes = 4, MostNodes = 5_000;

    private Rehearsal(long[] loads, double eventsPerNanosecond) => (Loads, EventsPerNanosecond) = (loads, eventsPerNanosecond);

    /// <summary>By node id: packets that it has sent or been sent.</summary>
    internal long[] Loads { get; }

    /// <summary>In the busiest stretch that was seen.</summary>
    internal double EventsPerNanosecond { get; }

    /// <summary>Rehearses a network that is to run in virtual time. Null if it has too few nodes for that, or too many.</summary>
    /// <param name="plan">A replay's devices are left out: what enters there has its times, and is read once.</param>
    /// <param name="options">Of the run to come.</param>
    internal static Rehearsal? Of(TopologyPlan plan, RunOptions options)
    {
        if (plan.Nodes.Length is < FewestNodes or > MostNodes || options.Replay is not null) return null;
        RunOptions quiet = options with { IsRehearsal = true, Lanes = 1, Observer = null, CaptureFolder = null, FrameTaps = [], Pool = null };
        if (!SimulationRun.Open(plan, quiet).TryGet(out SimulationRun? run, out DeviceError? error)) throw new InvalidOperationException(error.ToString());
        using (run)
        {
            run.Start();
            double pace = BusiestStretch(run);
            return new Rehearsal(LoadsOf(plan, run.Links), pace);
        }
    }

    private static double BusiestStretch(SimulationRun run)
    {
        double most = 0;
        for (int i = 0; i < Stretches; i++)
        {
            long from = run.Now.Nanoseconds;
            long handled = run.RunFor(Stretch);
            long elapsed = run.Now.Nanoseconds - from;
            if (elapsed > 0) most = Math.Max(most, (double)handled / elapsed);
            if (handled < Stretch) break;
        }
        return most;
    }

    private static long[] LoadsOf(TopologyPlan plan, LinkParts[] links)
    {
        long[] loads = new long[plan.Nodes.Length];
        for (int i = 0; i < links.Length; i++)
        {
            ref readonly LinkPlan link = ref plan.Links.ItemRef(i);
            long packets = links[i].AToB.Counters.Packets + links[i].BToA.Counters.Packets;
            loads[plan.Interfaces[link.A].NodeId] += packets;
            loads[plan.Interfaces[link.B].NodeId] += packets;
        }
        return loads;
    }
}
