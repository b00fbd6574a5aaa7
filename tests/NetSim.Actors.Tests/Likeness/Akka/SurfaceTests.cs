namespace NetSim.Actors.Tests.Likeness;

public sealed class SurfaceTests
{
    private static readonly string[] Namespaces =
    [
        "Akka", "Akka.Actor", "Akka.DependencyInjection", "Akka.Dispatch", "Akka.Event", "Akka.Hosting", "Akka.TestKit", "Akka.TestKit.Xunit2",
    ];

    [Fact]
    public void Akka_has_every_member_of_the_in_tree_runtime_with_the_same_shape()
    {
        HashSet<string> akka =
        [
            .. new[] { typeof(ActorSystem), typeof(TestKitBase), typeof(TestKit), typeof(ActorRegistry), typeof(global::Akka.DependencyInjection.IDependencyResolver) }
                .SelectMany(type => type.Assembly.GetExportedTypes())
                .Where(type => Namespaces.Contains(type.Namespace))
                .SelectMany(Surface.DescribeWithBases),
        ];

        string[] missing = [.. SurfaceFile.Read().Where(line => !akka.Contains(line))];

        Assert.True(missing.Length == 0, "Akka.NET lacks:\n" + string.Join('\n', missing));
    }
}
