using System.Globalization;
using System.Text.Json;
using NetSim.Cli.Output;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Recording;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim run --verify-determinism</c>: the same network several times, and where two runs part.</summary>
internal static class DeterminismVerification
{
    /// <summary>With one lane twice, since a run may differ from the next without any lanes; then with more than there are processors.</summary>
    private static readonly int[] Lanes = [1, 1, 2, 8];

    public static int Run(TopologyPlan plan, RunRecord? replay, bool isJson)
    {
        if (plan.Time.Mode == TimeMode.Real && replay is null)
        {
            Console.Error.WriteLine(plan.Devices.IsEmpty
                ? "netsim: --verify-determinism needs virtual time: add --time virtual"
                : "netsim: a run with real hosts cannot be repeated: keep one with --record FILE, and verify that with --replay FILE");
            return ExitStatus.BadInput;
        }
        using var signals = new StopSignals();
        DeterminismReport report;
        try
        {
            report = DeterminismCheck.Of(plan, [.. Lanes.Select(lanes => new RunOptions { Lanes = lanes, Replay = replay })], signals.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitStatus.Interrupted;
        }
        if (isJson) WriteJson(plan, report);
        else WriteText(plan, report);
        return report.Divergence is null ? ExitStatus.Done : ExitStatus.ExpectationFailed;
    }

    private static void WriteText(TopologyPlan plan, DeterminismReport report)
    {
        string lanes = string.Join(", ", report.Lanes.Select(count => count.ToString(CultureInfo.InvariantCulture)));
        if (report.Divergence is not { } divergence)
        {
            Console.Out.WriteLine($"{plan.Name}: {report.Lanes.Count} runs, with {lanes} lanes, are the same in all of {Figures.Number(report.Frames)} frames; fingerprint {Fingerprint.Format(report.Fingerprint)}");
            return;
        }
        Console.Out.WriteLine($"{plan.Name}: run {divergence.FirstRun + 1} and run {divergence.SecondRun + 1} differ, first at {(divergence.Endpoint.Length > 0 ? divergence.Endpoint : "the end")}");
        Console.Out.WriteLine($"  run {divergence.FirstRun + 1} ({Of(report, divergence.FirstRun)}): {divergence.First}");
        Console.Out.WriteLine($"  run {divergence.SecondRun + 1} ({Of(report, divergence.SecondRun)}): {divergence.Second}");
    }

    private static string Of(DeterminismReport report, int run) => report.Lanes[run] == 1 ? "1 lane" : $"{report.Lanes[run]} lanes";

    private static void WriteJson(TopologyPlan plan, DeterminismReport report)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("name", plan.Name);
            json.WriteBoolean("deterministic", report.Divergence is null);
            json.WriteString("fingerprint", Fingerprint.Format(report.Fingerprint));
            json.WriteStartArray("lanes");
            foreach (int lanes in report.Lanes) json.WriteNumberValue(lanes);
            json.WriteEndArray();
            json.WriteNumber("frames", report.Frames);
            if (report.Divergence is { } divergence)
            {
                json.WriteStartObject("difference");
                json.WriteString("interface", divergence.Endpoint);
                json.WriteNumber("run", divergence.SecondRun + 1);
                json.WriteString("expected", divergence.First);
                json.WriteString("seen", divergence.Second);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
