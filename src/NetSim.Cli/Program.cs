using System.CommandLine;
using NetSim.Cli.Commands;

namespace NetSim.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        var debug = new Option<bool>("--debug") { Description = "Show where in the program an unexpected error came from.", Recursive = true };
        var root = new RootCommand("A network in a file: hosts, routers, switches and links, simulated or joined to real ones.")
        {
            debug,
            RunCommand.Make(),
            CtlCommand.Make(),
            CheckCommand.Make(),
            PlanCommand.Make(),
            ShowCommand.Make(),
            GraphCommand.Make(),
            ImportCommand.Make(),
            NewCommand.Make(),
            SchemaCommand.Make(),
            CleanCommand.Make(),
            BenchCommand.Make(),
            BenchPeerCommand.Make(),
        };
        ParseResult parsed = root.Parse(args);
        if (UsageErrors.Find(parsed) is { } mistake)
        {
            Console.Error.WriteLine($"netsim: {mistake}");
            Console.Error.WriteLine("`netsim --help` lists the commands, `netsim COMMAND --help` the options of one.");
            return ExitStatus.BadInput;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"netsim: {e.Message}");
            return ExitStatus.MachineRefused;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(parsed.GetValue(debug)
                ? $"netsim: {e}"
                : $"netsim: this should not have happened: {e.Message} (--debug shows where; please report it)");
            return ExitStatus.MachineRefused;
        }
    }
}
