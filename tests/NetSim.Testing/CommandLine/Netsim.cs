using NetSim.Testing.Kernel;

namespace NetSim.Testing.CommandLine;

/// <summary>
/// The built command line as users have it: a process of its own. It lies beside the tests of a project that references NetSim.Cli.
/// </summary>
public static class Netsim
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "netsim.dll");

    /// <summary>Runs a command to its end.</summary>
    public static NetsimResult Run(params string[] arguments) => RunBy("dotnet", [Program, .. arguments]);

    /// <summary>Runs a command line that ends in the command, behind programs that change what is around it.</summary>
    public static NetsimResult RunBy(string wrapper, params string[] arguments)
    {
        (int status, string output, string errors) = Command.Try(wrapper, arguments);
        return new NetsimResult(status, output, errors);
    }

    /// <summary>Starts a command, and comes back while it runs.</summary>
    public static RunningNetsim Start(params string[] arguments) => new("dotnet", [Program, .. arguments]);

    /// <summary>Starts a command line as <see cref="RunBy"/> has it. Each program of it must become the next one, or signals miss it.</summary>
    public static RunningNetsim StartBy(string wrapper, params string[] arguments) => new(wrapper, arguments);
}
