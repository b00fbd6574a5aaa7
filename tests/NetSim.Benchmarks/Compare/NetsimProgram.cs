namespace NetSim.Benchmarks.Compare;

/// <summary>NetSim as users start it: a process of its own.</summary>
/// <param name="path">The launcher or program, or the <c>netsim.dll</c> of a build.</param>
internal sealed class NetsimProgram(string path)
{
    /// <summary>The launcher of this tree, which builds when something has changed.</summary>
    public static string Default => SourceTree.Path("netsim");

    /// <summary>Lets the launcher build before anything is measured.</summary>
    public void Prepare() => Start("--help");

    public Outcome Run(Way way) => Outcome.Parse(Start(["bench", .. way.Bench.Split(' '), "--json"]));

    private string Start(params string[] arguments) =>
        path.EndsWith(".dll", StringComparison.Ordinal) ? Tool.Run("dotnet", [path, .. arguments]) : Tool.Run(path, arguments);
}
