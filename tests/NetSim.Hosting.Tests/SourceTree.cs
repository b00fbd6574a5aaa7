namespace NetSim.Hosting.Tests;

/// <summary>Files of the source tree that these tests lie in.</summary>
internal static class SourceTree
{
    public static string PathOf(params string[] parts)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NetSim.sln"))) folder = Path.GetDirectoryName(folder);
        return Path.Combine([folder ?? throw new InvalidOperationException("the source tree is not above the tests"), .. parts]);
    }
}
