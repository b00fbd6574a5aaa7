using System.Globalization;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Exec;

namespace NetSim.Cli.Output;

/// <summary>Programs of this machine, for people: how each ended, and what it has written.</summary>
internal static class ExecText
{
    /// <summary>Lines of each output that are shown; <c>--json</c> has all that was kept.</summary>
    private const int MostLines = 20;

    public static string Describe(ExecRecord exec) => exec.ExitStatus is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{exec.Command}: exit status {status}")
        : $"{exec.Command}: {(exec.HasStarted ? "still running" : "not started")}";

    public static void WriteOutput(TextWriter output, IEnumerable<ApplicationRecord> applications)
    {
        foreach (ExecRecord exec in applications.OfType<ExecRecord>())
        {
            Write(output, exec, "wrote", exec.Output);
            Write(output, exec, "complained", exec.Errors);
            if (exec.Dropped > 0) output.WriteLine($"  … and {exec.Dropped} bytes that were not kept");
        }
    }

    private static void Write(TextWriter output, ExecRecord exec, string verb, string text)
    {
        if (text.Length == 0) return;
        output.WriteLine($"{exec.Node}: {exec.Command} {verb}:");
        string[] lines = text.TrimEnd('\n').Split('\n');
        foreach (string line in lines.Take(MostLines)) output.WriteLine($"  {Printable(line)}");
        if (lines.Length > MostLines) output.WriteLine($"  … and {lines.Length - MostLines} more lines (--json has them)");
        output.WriteLine();
    }

    /// <summary>A program must not be able to steer the user's terminal by what it writes.</summary>
    private static string Printable(string line) => string.Concat(line.Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c)).TrimEnd('\uFFFD');
}
