using System.CommandLine;
using NetSim.Simulation.Topology;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim schema</c>: the JSON schema that editors complete and check topology files with.</summary>
internal static class SchemaCommand
{
    public static Command Make()
    {
        var command = new Command("schema", "Print the JSON schema of topology files, for editors.");
        command.SetAction(_ =>
        {
            Console.Out.WriteLine(TopologySchema.ToJson());
            return ExitStatus.Done;
        });
        return command;
    }
}
