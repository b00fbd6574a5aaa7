using System.CommandLine;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Show;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim show FILE</c>: the file with all defaults and computed routes written out.</summary>
internal static class ShowCommand
{
    public static Command Make()
    {
        Argument<string> file = CommonOptions.File();
        Option<bool> outside = CommonOptions.AllowOutside();
        var command = new Command("show", "Print the normalised file: all defaults and computed routes written out.") { file, outside };
        command.SetAction(parsed =>
        {
            TopologyLoad load = TopologyFile.Load(parsed.GetValue(file)!, CommonOptions.PlanOptions(parsed, outside));
            if (load.Plan is null) return ExitStatus.BadInput;
            Console.Out.Write(PlanWriter.ToYaml(load.Plan));
            return ExitStatus.Done;
        });
        return command;
    }
}
