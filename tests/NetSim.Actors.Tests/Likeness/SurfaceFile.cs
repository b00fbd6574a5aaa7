namespace NetSim.Actors.Tests.Likeness;

/// <summary>PublicSurface.txt beside this file: every visible member that has an Akka name.</summary>
internal static class SurfaceFile
{
    public static string[] Read() => File.ReadAllLines(Find());

    public static void Write(IEnumerable<string> lines) => File.WriteAllLines(Find(), lines);

    private static string Find()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "NetSim.sln"))) at = at.Parent;
        Assert.NotNull(at);
        return Path.Combine(at.FullName, "tests", "NetSim.Actors.Tests", "Likeness", "PublicSurface.txt");
    }
}
