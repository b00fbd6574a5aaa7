namespace NetSim.Simulation.Tests.Topology;

/// <summary>Files of the source tree, and golden files that are rewritten only by an explicit switch.</summary>
internal static class RepositoryFiles
{
    /// <summary>Set to 1 to write what the tests see instead of comparing it.</summary>
    private const string UpdateSwitch = "NETSIM_UPDATE_EXPECTED";

    public static string Root { get; } = FindRoot();

    public static string Topologies => Path.Combine(Root, "topologies");

    public static string Bad => Path.Combine(Root, "tests", "NetSim.Simulation.Tests", "Topology", "Bad");

    public static void AssertSameAs(string path, string seen)
    {
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
        {
            File.WriteAllText(path, seen);
            return;
        }
        Assert.True(File.Exists(path), $"{path} is missing: run the tests with {UpdateSwitch}=1 to write it");
        Assert.Equal(File.ReadAllText(path), seen);
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NetSim.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the source tree is not above the tests");
    }
}
