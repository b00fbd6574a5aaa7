using System.Globalization;
using System.Text.Json;
using NetSim.Hosting.Outputs;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Bench;

/// <summary>
/// What looking costs: the hops of <see cref="ChainWorkload"/> without instruments, with instruments to which nobody listens, with metrics and with traces through
/// OpenTelemetry's SDK. By turns, so that what else the machine does meets all alike, and by the processor's time, so that what other threads do for it counts.
/// </summary>
internal sealed class TelemetryMeasurement
{
    private static readonly Case[] Cases =
    [
        new("none", "no instruments", Listen: null, Trace: null, Most: null),
        new("unheard", "instruments, nobody listens", Listen: null, Trace: null, Most: 1.02),
        new("metrics", "metrics through the SDK", TelemetrySignals.Metrics, Trace: null, Most: 1.10),
        new("sampled", "and 1 of 1000 packets followed", TelemetrySignals.MetricsAndTraces, Packets(0.001, DropTracing.Sampled), Most: 1.15),
        new("drops", "and every packet, for the sake of drops", TelemetrySignals.MetricsAndTraces, Packets(0.001, DropTracing.Always), Most: null),
    ];

    private readonly List<double>[] _seconds = [.. Cases.Select(_ => new List<double>())];
    private readonly ulong[] _fingerprints = new ulong[Cases.Length];
    private long _hops;

    /// <summary>Whether all cases have simulated the same.</summary>
    public bool IsSame => _fingerprints.All(fingerprint => fingerprint == _fingerprints[0]);

    /// <param name="packets">Of each run.</param>
    /// <param name="rounds">How often each case is run.</param>
    public static TelemetryMeasurement Of(long packets, int rounds)
    {
        var measurement = new TelemetryMeasurement();
        for (int i = 0; i < Cases.Length; i++) measurement.Run(i, packets / 5);
        foreach (List<double> seconds in measurement._seconds) seconds.Clear();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < Cases.Length; i++) measurement.Run((round + i) % Cases.Length, packets);
        }
        return measurement;
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"telemetry: {_hops:N0} packet-hops, {_seconds[0].Count} rounds by turns, medians of processor time; fingerprints {(IsSame ? "equal" : "DIFFER")}"));
        for (int i = 0; i < Cases.Length; i++)
        {
            string target = Cases[i].Most is { } most ? string.Create(CultureInfo.InvariantCulture, $", to be {most:0.00} at most") : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {Cases[i].Text,-42} {Median(i) / _hops * 1e9,7:0.0} ns a hop, {Ratio(i):0.000} of none{target}"));
        }
    }

    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("name", "telemetry");
        json.WriteNumber("packet_hops", _hops);
        json.WriteNumber("rounds", _seconds[0].Count);
        json.WriteString("fingerprint", Fingerprint.Format(_fingerprints[0]));
        json.WriteBoolean("same", IsSame);
        json.WriteStartObject("cases");
        for (int i = 0; i < Cases.Length; i++)
        {
            json.WriteStartObject(Cases[i].Name);
            json.WriteNumber("cpu_s", Math.Round(Median(i), 6));
            json.WriteNumber("ratio", Math.Round(Ratio(i), 4));
            if (Cases[i].Most is { } most) json.WriteNumber("target", most);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private double Median(int index)
    {
        List<double> sorted = [.. _seconds[index].Order()];
        int middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double Ratio(int index) => Median(index) / Median(0);

    private void Run(int index, long packets)
    {
        Case one = Cases[index];
        Workload workload = ChainWorkload.Make(packets);
        using DiscardedTelemetry? listener = one.Listen is { } signals ? DiscardedTelemetry.Listen(signals) : null;
        var options = new RunOptions { Trace = one.Trace, Instrumentation = index == 0 ? Instrumentation.Absent : Instrumentation.Offered };
        if (!SimulationRun.Open(workload.Plan, options).TryGet(out SimulationRun? run, out Devices.DeviceError? error)) throw new IOException(error.Message);
        using (run)
        {
            run.Start();
            GC.Collect();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            run.RunUntil(workload.Stop);
            _seconds[index].Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            RunSummary summary = run.Summarise();
            (_hops, _fingerprints[index]) = (summary.PacketHops, summary.Fingerprint);
        }
    }

    private static TracePlan Packets(double ratio, DropTracing drops) => new() { Flows = FlowTracing.All, Packets = new PacketTracePlan(ratio, drops) };

    /// <param name="Name">For programs.</param>
    /// <param name="Text">For people.</param>
    /// <param name="Listen">To what; null: to nothing.</param>
    /// <param name="Trace">What is traced.</param>
    /// <param name="Most">What it may cost, as a ratio to no instruments; null: whatever it does.</param>
    private sealed record Case(string Name, string Text, TelemetrySignals? Listen, TracePlan? Trace, double? Most);
}
