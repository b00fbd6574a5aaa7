using System.Globalization;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Determinism;

/// <summary>
/// Runs a network several times and holds the later runs to the first, every byte and every time at every interface. When two differ, both are
/// run again, and the first frame that is not the same is found.
/// </summary>
public sealed class DeterminismCheck
{
    private readonly TopologyPlan _plan;
    private readonly IReadOnlyList<RunOptions> _runs;

    private DeterminismCheck(TopologyPlan plan, IReadOnlyList<RunOptions> runs) => (_plan, _runs) = (plan, runs);

    /// <param name="plan">A network in virtual time, or one whose devices are replayed.</param>
    /// <param name="runs">At least one; they should give the same.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static DeterminismReport Of(TopologyPlan plan, IReadOnlyList<RunOptions> runs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(runs);
        return new DeterminismCheck(plan, runs).Run(cancellation);
    }

    private DeterminismReport Run(CancellationToken cancellation)
    {
        FrameLedger[] original = Ledgers(_ => new FrameLedger());
        RunSummary first = RunWith(_runs[0], original, cancellation);
        var lanes = new List<int> { first.Figures.Lanes };
        Divergence? divergence = null;
        for (int i = 1; i < _runs.Count && divergence is null; i++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            FrameLedger[] ledgers = Ledgers(port => new FrameLedger(original[port], stop.Cancel));
            RunSummary summary = RunWith(_runs[i], ledgers, stop.Token);
            cancellation.ThrowIfCancellationRequested();
            lanes.Add(summary.Figures.Lanes);
            if (stop.IsCancellationRequested || !Array.TrueForAll(ledgers, ledger => ledger.Agrees)) divergence = Find(i, ledgers, cancellation);
            Close(ledgers);
        }
        var report = new DeterminismReport { Lanes = lanes, Fingerprint = first.Fingerprint, Frames = original.Sum(ledger => ledger.Frames), Divergence = divergence };
        Close(original);
        return report;
    }

    /// <summary>Runs both again, keeping the frames that may be the first to differ.</summary>
    private Divergence Find(int second, FrameLedger[] ledgers, CancellationToken cancellation)
    {
        FrameLog[] one = Logs(ledgers), other = Logs(ledgers);
        RunWith(_runs[0], one, cancellation);
        RunWith(_runs[second], other, cancellation);
        int port = -1, index = 0;
        Instant at = default;
        for (int i = 0; i < one.Length; i++)
        {
            if (FirstDifference(one[i].Frames, other[i].Frames) is not { } difference) continue;
            Instant when = Earlier(one[i].Frames, other[i].Frames, difference);
            if (port >= 0 && when.Nanoseconds >= at.Nanoseconds) continue;
            (port, index, at) = (i, difference, when);
        }
        return port < 0
            ? new Divergence(0, second, "", "ended otherwise", "not so when it was run again: something outside of the simulation has a say in it")
            : new Divergence(0, second, _plan.EndpointName(port), Describe(one[port].Frames, other[port].Frames, index), Describe(other[port].Frames, one[port].Frames, index));
    }

    private static int? FirstDifference(IReadOnlyList<LoggedFrame> one, IReadOnlyList<LoggedFrame> other)
    {
        int shorter = Math.Min(one.Count, other.Count);
        for (int i = 0; i < shorter; i++)
            if (one[i] != other[i]) return i;
        return one.Count == other.Count ? null : shorter;
    }

    private static Instant Earlier(IReadOnlyList<LoggedFrame> one, IReadOnlyList<LoggedFrame> other, int index)
    {
        long a = index < one.Count ? one[index].At.Nanoseconds : long.MaxValue, b = index < other.Count ? other[index].At.Nanoseconds : long.MaxValue;
        return new Instant(Math.Min(a, b));
    }

    private static string Describe(IReadOnlyList<LoggedFrame> frames, IReadOnlyList<LoggedFrame> others, int index)
    {
        if (index >= frames.Count) return "nothing more";
        LoggedFrame frame = frames[index];
        string verb = frame.Direction == FrameDirection.Receive ? "received" : "sent";
        string text = string.Create(CultureInfo.InvariantCulture, $"{verb} {frame.Bytes.Length} bytes at {frame.At.Nanoseconds / 1e9:0.000000000} s");
        if (index >= others.Count) return text;
        int same = frame.Bytes.AsSpan().CommonPrefixLength(others[index].Bytes);
        return same < frame.Bytes.Length ? string.Create(CultureInfo.InvariantCulture, $"{text}; byte {same} is 0x{frame.Bytes[same]:x2}") : text;
    }

    private FrameLedger[] Ledgers(Func<int, FrameLedger> make) => [.. Enumerable.Range(0, _plan.Interfaces.Length).Select(make)];

    /// <summary>Of each interface what lies between the last note that agreed and the next: what differs first is among it.</summary>
    private static FrameLog[] Logs(FrameLedger[] ledgers) => [.. ledgers.Select(ledger => new FrameLog(ledger.AgreedFrames, FrameLedger.Interval))];

    private static void Close(FrameLedger[] ledgers)
    {
        foreach (FrameLedger ledger in ledgers) ledger.Dispose();
    }

    private RunSummary RunWith(RunOptions options, IReadOnlyList<IFrameTap> taps, CancellationToken cancellation)
    {
        if (!SimulationRun.Open(_plan, options with { FrameTaps = taps, IsRehearsal = true }).TryGet(out SimulationRun? run, out Devices.DeviceError? error))
            throw new InvalidOperationException($"a run of a network that is held to another opens no device: {error}");
        using (run)
        {
            return run.Run(cancellation);
        }
    }
}
