namespace NetSim.Actors.Tests.Likeness;

public sealed class SurfaceTests
{
    /// <summary>To accept a change: run this test with NETSIM_ACCEPT=1 in the environment, and look at the difference.</summary>
    [Fact]
    public void The_public_surface_changes_only_on_purpose()
    {
        string[] actual = [.. Types().SelectMany(Surface.Describe).Distinct().Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("NETSIM_ACCEPT") == "1") SurfaceFile.Write(actual);

        Assert.Equal(SurfaceFile.Read(), actual);
    }

    /// <summary>What goes beyond Akka.NET lives in NetSim.Actors.Lanes, and only there.</summary>
    private static IEnumerable<Type> Types() =>
        new[] { typeof(ActorSystem), typeof(TestKit), typeof(ActorRegistry) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.Namespace != "NetSim.Actors.Lanes");
}
