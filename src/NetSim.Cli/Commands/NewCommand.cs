using System.CommandLine;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim new [TEMPLATE]</c>: a commented file to start from, on standard output.</summary>
internal static class NewCommand
{
    /// <summary>The files under Templates, which are part of the program.</summary>
    private static readonly string[] Templates = ["hello", "switch", "tun"];

    public static Command Make()
    {
        var template = new Argument<string>("TEMPLATE")
        {
            Description = $"{Spelling.OneOf(Templates)}; hello if it is left out.",
            DefaultValueFactory = _ => Templates[0],
        };
        var command = new Command("new", "Print a commented file to start from: netsim new > lab.yaml") { template };
        command.SetAction(parsed => Print(parsed.GetValue(template)!));
        return command;
    }

    private static int Print(string template)
    {
        if (!Templates.Contains(template))
        {
            Console.Error.WriteLine($"netsim: there is no template '{template}'{Spelling.DidYouMean(template, Templates)} (it is one of {Spelling.OneOf(Templates)})");
            return ExitStatus.BadInput;
        }
        using Stream file = typeof(NewCommand).Assembly.GetManifestResourceStream($"Templates/{template}.yaml")!;
        using StreamReader reader = new(file);
        Console.Out.Write(reader.ReadToEnd());
        return ExitStatus.Done;
    }
}
