using System.CommandLine;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Drawing;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim graph FILE</c>: a drawing of the network.</summary>
internal static class GraphCommand
{
    public static Command Make()
    {
        Argument<string> file = CommonOptions.File();
        var format = new Option<GraphFormat>("--format")
        {
            Description = "svg is drawn by Graphviz, which has to be installed; dot and mermaid need nothing.",
            HelpName = "svg|dot|mermaid",
            DefaultValueFactory = _ => GraphFormat.Svg,
        };
        Option<bool> outside = CommonOptions.AllowOutside();
        var command = new Command("graph", "Draw the topology.") { file, format, outside };
        command.SetAction(parsed =>
        {
            TopologyLoad load = TopologyFile.Load(parsed.GetValue(file)!, CommonOptions.PlanOptions(parsed, outside));
            return load.Plan is null ? ExitStatus.BadInput : Draw(load.Plan, parsed.GetValue(format));
        });
        return command;
    }

    private static int Draw(TopologyPlan plan, GraphFormat format)
    {
        if (format == GraphFormat.Mermaid) return Print(MermaidWriter.ToMermaid(plan));
        string dot = DotWriter.ToDot(plan);
        if (format == GraphFormat.Dot) return Print(dot);
        if (Graphviz.TryDraw(dot, out string result)) return Print(result);
        Console.Error.WriteLine($"netsim: {result}");
        return ExitStatus.MachineRefused;
    }

    private static int Print(string drawing)
    {
        Console.Out.Write(drawing);
        return ExitStatus.Done;
    }
}
