using System.CommandLine;
using NetSim.Devices.Host;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim clean</c>: undoes what killed runs left behind, from their journals and from nothing else.</summary>
internal static class CleanCommand
{
    public static Command Make()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list what would be undone." };
        var command = new Command("clean", "Undo what a killed run left on this machine, from its journal; nothing is found by its name.") { dryRun };
        command.SetAction(parsed => Clean(parsed.GetValue(dryRun)));
        return command;
    }

    private static int Clean(bool dryRun)
    {
        IReadOnlyList<JournalRun> runs = dryRun ? JournalCleaner.List() : JournalCleaner.Clean();
        bool isClean = true;
        foreach (JournalRun run in runs)
        {
            Console.Out.WriteLine($"{run.Path}: {Describe(run)}");
            foreach (HostUndoStep step in run.Steps) Console.Out.WriteLine($"  {Describe(step)}");
            if (run.State == JournalRunState.Dead) isClean &= dryRun || run.Steps.All(step => step.Outcome is HostUndoOutcome.Undone or HostUndoOutcome.AlreadyGone);
        }
        if (runs.Count == 0) Console.Out.WriteLine("nothing to clean: no run has left a journal behind");
        return isClean ? ExitStatus.Done : ExitStatus.MachineRefused;
    }

    private static string Describe(HostUndoStep step)
    {
        string outcome = step.Outcome switch
        {
            HostUndoOutcome.Pending => "to be undone",
            HostUndoOutcome.Undone => "undone",
            HostUndoOutcome.AlreadyGone => "gone already",
            HostUndoOutcome.Skipped => "left as it is",
            _ => "failed",
        };
        return step.Note.Length == 0 ? $"{step.Command}: {outcome}" : $"{step.Command}: {outcome} ({step.Note})";
    }

    private static string Describe(JournalRun run)
    {
        string state = run.State switch
        {
            JournalRunState.Alive => $"the run with process id {run.Process} is alive, so it is left alone",
            JournalRunState.Dead => $"left by the run with process id {run.Process}, which has ended",
            _ => "left alone",
        };
        return run.Note.Length == 0 ? state : $"{state} ({run.Note})";
    }
}
