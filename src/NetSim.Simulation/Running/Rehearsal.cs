using NetSim.Devices;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// What the beginning of a run has shown: how much there is to do, where and when. It is run on one lane before the run itself; counted and not
/// timed, so that the same network is shared out in the same way on any day.
/// </summary>
public sealed class Rehearsal
{
    /// <summary>So many events at most are rehearsed, a stretch at a time.</summary>
    private const int Stretch = 1_000, Stretches = 20;

    /// <summary>Below this there is nothing to share out; above it the rehearsal itself would be long.</summary>
    private const int FewestNodes = 4, MostNodes = 5_000;

    private readonly List<Happening> _happenings = [];
    private readonly long[] _lastAt;

    private Rehearsal(TopologyPlan plan)
    {
        Loads = new long[plan.Nodes.Length];
        LinkPackets = new long[plan.Links.Length];
        _lastAt = new long[plan.Nodes.Length];
        Array.Fill(_lastAt, -1);
    }

    /// <summary>What nodes had to do with packets, in the order of time.</summary>
    internal IReadOnlyList<Happening> Happenings => _happenings;

    /// <summary>By node id: how many of them are its own.</summary>
    internal long[] Loads { get; }

    /// <summary>By link id: packets either way.</summary>
    internal long[] LinkPackets { get; }

    /// <summary>In the busiest stretch that was seen.</summary>
    internal double EventsPerNanosecond { get; private set; }

    /// <summary>
    /// Rehearses a network that is to run in virtual time. Null if it has too few nodes for that, or too many, or is a replay: what enters there
    /// can be read once only.
    /// </summary>
    /// <param name="plan">The network.</param>
    /// <param name="options">Of the run to come.</param>
    internal static Rehearsal? Of(TopologyPlan plan, RunOptions options)
    {
        if (plan.Nodes.Length is < FewestNodes or > MostNodes || options.Replay is not null) return null;
        var rehearsal = new Rehearsal(plan);
        IFrameTap[] taps = [.. plan.Interfaces.Select(port => new Tap(rehearsal, port.NodeId))];
        RunOptions quiet = options with { IsRehearsal = true, Lanes = 1, Observer = null, CaptureFolder = null, CaptureFile = null, FrameTaps = taps, Pool = null };
        if (!SimulationRun.Open(plan, quiet).TryGet(out SimulationRun? run, out DeviceError? error)) throw new InvalidOperationException(error.ToString());
        using (run)
        {
            run.Start();
            rehearsal.Watch(run);
        }
        return rehearsal;
    }

    private void Watch(SimulationRun run)
    {
        for (int i = 0; i < Stretches; i++)
        {
            long from = run.Now.Nanoseconds;
            long handled = run.RunFor(Stretch);
            long elapsed = run.Now.Nanoseconds - from;
            if (elapsed > 0) EventsPerNanosecond = Math.Max(EventsPerNanosecond, (double)handled / elapsed);
            if (handled < Stretch) break;
        }
        for (int link = 0; link < LinkPackets.Length; link++) LinkPackets[link] = run.Links[link].AToB.Counters.Packets + run.Links[link].BToA.Counters.Packets;
    }

    /// <summary>What a node passes on at once is one piece of work, not two.</summary>
    private void Note(long at, int node, FrameDirection direction)
    {
        if (direction == FrameDirection.Transmit && _lastAt[node] == at) return;
        _lastAt[node] = at;
        Loads[node]++;
        _happenings.Add(new Happening(at, node));
    }

    /// <summary>A node had something to do with a packet.</summary>
    internal readonly record struct Happening(long At, int Node);

    private sealed class Tap(Rehearsal rehearsal, int node) : IFrameTap
    {
        public void OnFrame(Instant now, Packet frame, FrameDirection direction) => rehearsal.Note(now.Nanoseconds, node, direction);
    }
}
