using System.CommandLine;
using NetSim.Simulation.Topology;

namespace NetSim.Cli.Commands;

/// <summary>Arguments and options that several commands share.</summary>
internal static class CommonOptions
{
    public static Argument<string> File() => new("FILE") { Description = "The topology file." };

    public static Option<bool> AllowOutside() => new("--allow-outside")
    {
        Description = "Let the file name paths outside of its own folder.",
    };

    public static PlanOptions PlanOptions(ParseResult parsed, Option<bool> allowOutside) => new()
    {
        OutsidePaths = parsed.GetValue(allowOutside) ? OutsidePaths.Allowed : OutsidePaths.Refused,
    };
}
