using NetSim.Hosting.Outputs;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary>
/// What <c>--otel</c> asks for. The only class that knows OpenTelemetry's libraries, and touched only if the option is there: loading them takes
/// longer than a small run.
/// </summary>
internal sealed class RunTelemetry : IDisposable
{
    private readonly TelemetrySession _session;

    private RunTelemetry(TelemetrySession session) => _session = session;

    /// <summary>Lines come while the run goes on, so nothing else may draw on the terminal. Asked without loading OpenTelemetry.</summary>
    public static bool UsesConsole(string[] outputs) => Array.IndexOf(outputs, "console") >= 0;

    /// <returns>What is wrong with a value of the option; null if nothing is.</returns>
    public static string? Check(string output) => TelemetryOutput.TryParse(output, out _, out string? problem) ? null : problem;

    /// <summary>Whether one of them shows what the run was like over time.</summary>
    public static bool NeedsSamples(IEnumerable<string> outputs) =>
        outputs.Any(text => TelemetryOutput.TryParse(text, out TelemetryOutput? output, out _) && output.ShowsSamples);

    /// <param name="outputs">Checked.</param>
    /// <param name="plan">The network.</param>
    /// <param name="options">Of the run.</param>
    /// <param name="console">For what is meant for people.</param>
    public static RunTelemetry Start(IEnumerable<string> outputs, TopologyPlan plan, RunOptions options, TextWriter console)
    {
        var parsed = new List<TelemetryOutput>();
        foreach (string text in outputs)
            if (TelemetryOutput.TryParse(text, out TelemetryOutput? output, out _)) parsed.Add(output);
        return new RunTelemetry(TelemetrySession.Start(parsed, plan, options, console));
    }

    /// <summary>Whoever must look on so that the log is written, beside whoever does already.</summary>
    public IRunObserver? Observe(IRunObserver other) => _session.Observe(other);

    public void OnEnded(RunSummary summary) => _session.OnEnded(summary);

    public void Follow(SimulationRun run) => _session.Follow(run);

    /// <summary>Sends what is left while the run still stands, and says what did not arrive.</summary>
    public void Finish(TextWriter errors)
    {
        foreach (string problem in _session.Finish()) errors.WriteLine($"netsim: {problem}");
    }

    public void Dispose() => _session.Dispose();
}
