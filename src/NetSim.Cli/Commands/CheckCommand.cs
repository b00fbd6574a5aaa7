using System.CommandLine;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim check FILE…</c>: every error of every file, and nothing else.</summary>
internal static class CheckCommand
{
    public static Command Make()
    {
        var files = new Argument<string[]>("FILE") { Description = "Topology files.", Arity = ArgumentArity.OneOrMore };
        var outside = CommonOptions.AllowOutside();
        var command = new Command("check", "Validate topology files: print every error as FILE:LINE:COLUMN: error NSnnnn: …") { files, outside };
        command.SetAction(parsed => Check(parsed.GetValue(files)!, CommonOptions.PlanOptions(parsed, outside)));
        return command;
    }

    private static int Check(string[] files, PlanOptions options)
    {
        int errors = 0;
        foreach (string file in files)
        {
            TopologyLoad load = TopologyLoader.LoadFile(file, options);
            foreach (Diagnostic diagnostic in load.Diagnostics) Console.Error.WriteLine(diagnostic);
            errors += load.Errors;
            if (load.Errors == 0) Console.Out.WriteLine($"{file}: ok");
        }
        if (errors == 0) return ExitStatus.Done;
        Console.Error.WriteLine(TopologyFile.Count(errors, "error"));
        return ExitStatus.BadInput;
    }
}
