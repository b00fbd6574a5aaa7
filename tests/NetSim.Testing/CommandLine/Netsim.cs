using NetSim.Testing.Kernel;

namespace NetSim.Testing.CommandLine;

/// <summary>
/// The built command line as users have it: a process of its own. It lies beside the tests of a project that references NetSim.Cli.
/// </summary>
public static class Netsim
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "netsim.dll");

    /// <summary>Runs a command to its end.</summary>
    public static NetsimResult Run(params string[] arguments) => Of(Command.Try("dotnet", [Program, .. arguments]));

    /// <summary>Runs a command to its end in a network of its own.</summary>
    public static NetsimResult RunIn(TestNamespace host, params string[] arguments) => Of(host.Try(["dotnet", Program, .. arguments]));

    /// <summary>Starts a command in a network of its own, and comes back while it runs.</summary>
    public static RunningNetsim StartIn(TestNamespace host, params string[] arguments) =>
        new("ip", ["netns", "exec", host.Name, "dotnet", Program, .. arguments]);

    public static RunningNetsim Start(params string[] arguments) => new("dotnet", [Program, .. arguments]);

    private static NetsimResult Of((int Status, string Output, string Errors) ended) => new(ended.Status, ended.Output, ended.Errors);
}
