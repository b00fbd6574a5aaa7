using System.Text.Json;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Hosting.Tests.Outputs;

/// <summary>A run in Chrome's Trace Event Format, which Perfetto opens.</summary>
public sealed class PerfettoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-perfetto-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nodes_are_processes_and_interfaces_and_connections_their_threads()
    {
        JsonElement[] events = Events(Write(TracedRun.Busy, "run.json", lanes: 1));
        Dictionary<long, string> processes = events.Where(one => Text(one, "name") == "process_name").ToDictionary(one => one.GetProperty("pid").GetInt64(), one => Text(one.GetProperty("args"), "name"));
        Assert.Equal(["a", "b", "r"], processes.Values.Order(StringComparer.Ordinal));
        string[] threads = [.. events.Where(one => Text(one, "name") == "thread_name").Select(one => $"{processes[one.GetProperty("pid").GetInt64()]}: {Text(one.GetProperty("args"), "name")}")];
        foreach (string thread in (string[])["a: eth0", "r: eth0", "r: eth1", "b: eth0"]) Assert.Single(threads, thread);
        Assert.Single(threads, thread => thread.StartsWith("a: tcp 10.0.1.2:", StringComparison.Ordinal) && thread.EndsWith(" → 10.0.2.2:5001", StringComparison.Ordinal));
        Assert.Single(threads, thread => thread.StartsWith("b: tcp 10.0.1.2:", StringComparison.Ordinal));

        // What a thread does is done one after the other, or one inside the other: else no viewer can draw it.
        foreach (var thread in events.Where(one => Text(one, "ph") == "X").GroupBy(one => (one.GetProperty("pid").GetInt64(), one.GetProperty("tid").GetInt64())))
        {
            var open = new Stack<decimal>();
            foreach (JsonElement slice in thread.OrderBy(one => Number(one, "ts")).ThenByDescending(one => Number(one, "dur")))
            {
                decimal start = Number(slice, "ts"), end = start + Number(slice, "dur");
                while (open.Count > 0 && open.Peek() <= start) open.Pop();
                if (open.Count > 0) Assert.True(end <= open.Peek(), $"{slice} overlaps what ends at {open.Peek()}");
                open.Push(end);
            }
        }
        Assert.Contains(events, one => Text(one, "ph") == "i" && Text(one, "name") == "dropped: loss");
        Assert.Contains(events, one => Text(one, "ph") == "C" && Text(one, "name") == "eth1 queue");
        Assert.Contains(events, one => Text(one, "ph") == "C" && Text(one, "name").StartsWith("cwnd 10.0.1.2:", StringComparison.Ordinal));
        Assert.Equal(events.Count(one => Text(one, "ph") == "b"), events.Count(one => Text(one, "ph") == "e"));
    }

    [Fact]
    public void Its_microseconds_are_simulated_ones()
    {
        JsonElement[] events = Events(Write(TracedRun.Pings, "run.json", lanes: 1));
        // 98 bytes at 10 Mbit/s; the first request waits for the address of the router, 2 ms and two frames of 42 bytes.
        JsonElement[] sent = [.. events.Where(one => Text(one, "ph") == "X" && Text(one, "name").StartsWith("icmp 10.0.1.2 → 10.0.2.2", StringComparison.Ordinal))];
        Assert.Equal(6, sent.Length);
        Assert.All(sent, slice => Assert.Equal(78.4m, Number(slice, "dur")));
        Assert.Equal(1_002_067.2m, Number(sent[0], "ts"));
        Assert.Contains(sent, slice => Number(slice, "ts") == 1_100_000m);
    }

    [Fact]
    public void The_same_run_writes_the_same_bytes_with_any_lanes()
    {
        byte[] one = File.ReadAllBytes(Write(TracedRun.Busy, "1.json", lanes: 1));
        foreach (int lanes in (int[])[1, 2, 8]) Assert.Equal(one, File.ReadAllBytes(Write(TracedRun.Busy, $"{lanes}-again.json", lanes)));
    }

    [SkippableFact]
    public void A_disk_that_is_full_is_told_of()
    {
        Skip.IfNot(File.Exists("/dev/full"), "this system has no /dev/full");
        (RunSummary summary, IReadOnlyList<string> problems) = TracedRun.Run(TracedRun.Busy, "perfetto=/dev/full");
        Assert.Equal(TracedRun.RunUntraced(TracedRun.Busy).Fingerprint, summary.Fingerprint);
        Assert.StartsWith("the telemetry in /dev/full is not complete: ", Assert.Single(problems), StringComparison.Ordinal);
    }

    private string Write(TopologyPlan plan, string name, int lanes)
    {
        string path = Path.Combine(_folder, name);
        (_, IReadOnlyList<string> problems) = TracedRun.Run(plan, $"perfetto={path}", lanes);
        Assert.Empty(problems);
        return path;
    }

    private static JsonElement[] Events(string path) => [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("traceEvents").EnumerateArray()];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static decimal Number(JsonElement element, string name) => element.GetProperty(name).GetDecimal();
}
