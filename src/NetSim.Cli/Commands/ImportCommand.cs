using System.CommandLine;
using System.CommandLine.Parsing;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Importing;
using NetSim.Wire.Addresses;

namespace NetSim.Cli.Commands;

/// <summary><c>netsim import FILE</c>: a file of another program as a topology file, on standard output.</summary>
internal static class ImportCommand
{
    private const string UsualPool = "10.0.0.0/8";

    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "A containerlab topology, or GraphML such as the Internet Topology Zoo's." };
        var from = new Option<ImportFormat?>("--from") { Description = "The format; by what the file holds if it is left out.", HelpName = "containerlab|graphml" };
        var hosts = new Option<bool>("--hosts") { Description = "A host beside each router." };
        var pool = new Option<IpPrefix>("--pool")
        {
            Description = "Where addresses are taken from: a /31 for each link, more for what switches join.",
            HelpName = "PREFIX",
            CustomParser = Pool,
            DefaultValueFactory = _ => IpPrefix.Parse(UsualPool),
        };
        var command = new Command("import", "Turn a file of another program into a topology file, on standard output.") { file, from, hosts, pool };
        command.SetAction(parsed => Import(parsed.GetValue(file)!, new ImportOptions
        {
            Format = parsed.GetValue(from),
            Hosts = parsed.GetValue(hosts) ? ImportedHosts.OnePerRouter : ImportedHosts.None,
            Pool = parsed.GetValue(pool),
        }));
        return command;
    }

    private static int Import(string file, ImportOptions options)
    {
        ImportResult result = TopologyImport.FromFile(file, options);
        foreach (Diagnostic diagnostic in result.Diagnostics) Console.Error.WriteLine(diagnostic);
        if (result.Yaml is null) return ExitStatus.BadInput;
        foreach (string note in result.Notes) Console.Error.WriteLine($"{file}: {note}");
        Console.Error.WriteLine($"{file}: it has no addresses: they are from {options.Pool}");
        Console.Out.Write(result.Yaml);
        return ExitStatus.Done;
    }

    private static IpPrefix Pool(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (IpPrefix.TryParse(text, out IpPrefix pool) && pool.Address.IsIPv4) return pool;
        result.AddError($"--pool: '{text}' is not an IPv4 prefix such as {UsualPool}");
        return default;
    }
}
