using NetSim.Devices.Commands;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Applications.Exec;

/// <summary>What has become of a program of this machine.</summary>
public sealed class ExecRecord(string node, ExecPlan plan) : ApplicationRecord(node, plan.Kind)
{
    /// <summary>As a shell would be told it.</summary>
    public string Command { get; } = CommandText.Of(plan);

    /// <summary>Null if it was never started.</summary>
    internal HostCommand? Process { get; set; }

    /// <summary>What comes next may start.</summary>
    internal bool LetsOthersStart { get; set; }

    public bool HasStarted => Process is not null;

    /// <summary>As a shell tells it: 128 and the signal if one has ended it (the end of the run is SIGTERM); null if it has not ended.</summary>
    public int? ExitStatus => Process?.ExitStatus;

    /// <summary>What it has written, as far as it was kept.</summary>
    public string Output => Process?.Output.Text ?? "";

    public string Errors => Process?.Errors.Text ?? "";

    /// <summary>Bytes of both that were not kept.</summary>
    public long Dropped => Process is { } process ? process.Output.Dropped + process.Errors.Dropped : 0;

    /// <summary>What the file expects of its end, held against it.</summary>
    internal IEnumerable<ExpectationResult> Judge()
    {
        if (plan.Expected is not { } expected) yield break;
        string seen = ExitStatus is { } status ? $"exit status {status}" : HasStarted ? "still running" : "not started";
        yield return new ExpectationResult($"{Node}: {Command}: exit status {expected.Status}", ExitStatus == expected.Status, seen);
        if (expected.Output is not { } text) yield break;
        bool isThere = Output.Contains(text, StringComparison.Ordinal);
        yield return new ExpectationResult($"{Node}: {Command}: output has '{OneLine(text)}'", isThere, isThere ? "it has" : Output.Length == 0 ? "no output" : $"'{OneLine(Output)}'");
    }

    private static string OneLine(string text)
    {
        const int most = 60;
        string line = text.Trim().ReplaceLineEndings(" ");
        return line.Length <= most ? line : line[..most] + "…";
    }
}
