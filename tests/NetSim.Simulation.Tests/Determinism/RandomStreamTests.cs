using NetSim.Simulation.Determinism;

namespace NetSim.Simulation.Tests.Determinism;

public class RandomStreamTests
{
    [Fact]
    public void The_same_seed_path_and_purpose_give_the_same_numbers()
    {
        var a = new RandomStream(42, "links/wan/a-to-b", "loss");
        var b = new RandomStream(42, "links/wan/a-to-b", "loss");
        for (int i = 0; i < 1000; i++) Assert.Equal(a.NextUInt64(), b.NextUInt64());
    }

    [Theory]
    [InlineData(43, "links/wan/a-to-b", "loss")]
    [InlineData(42, "links/wan/b-to-a", "loss")]
    [InlineData(42, "links/wan/a-to-b", "jitter")]
    public void Any_other_seed_path_or_purpose_gives_others(long seed, string path, string purpose)
    {
        var a = new RandomStream(42, "links/wan/a-to-b", "loss");
        var b = new RandomStream(seed, path, purpose);
        Assert.NotEqual(a.NextUInt64(), b.NextUInt64());
    }

    /// <summary>The first values are part of every golden fingerprint: a change here is a change of all results.</summary>
    [Fact]
    public void The_numbers_never_change_between_versions()
    {
        var stream = new RandomStream(1, "a", "b");
        Assert.Equal("5896ef5fbc4be3b8", stream.NextUInt64().ToString("x16"));
    }

    [Fact]
    public void Bounded_numbers_are_uniform()
    {
        var stream = new RandomStream(7, "x", "y");
        int[] counts = new int[6];
        for (int i = 0; i < 600_000; i++) counts[stream.NextBelow(6)]++;

        // Chi-square with 5 degrees of freedom: 20.5 is exceeded once in a thousand seeds; this seed is fixed.
        double chiSquare = counts.Sum(count => Math.Pow(count - 100_000, 2) / 100_000);
        Assert.True(chiSquare < 20.5, $"chi-square {chiSquare}");
    }

    [Fact]
    public void A_fingerprint_depends_on_order_time_kind_and_length()
    {
        ulong[] values =
        [
            Of((1, FingerprintKind.Arrival, 100), (2, FingerprintKind.Arrival, 200)),
            Of((2, FingerprintKind.Arrival, 200), (1, FingerprintKind.Arrival, 100)),
            Of((1, FingerprintKind.Drop, 100), (2, FingerprintKind.Arrival, 200)),
            Of((1, FingerprintKind.Arrival, 101), (2, FingerprintKind.Arrival, 200)),
            Of((1, FingerprintKind.Arrival, 100), (3, FingerprintKind.Arrival, 200)),
        ];
        Assert.Equal(values.Length, values.Distinct().Count());

        static ulong Of(params (long Time, FingerprintKind Kind, int Length)[] entries)
        {
            var fingerprint = new Fingerprint();
            foreach ((long time, FingerprintKind kind, int length) in entries) fingerprint.Add(new(time), kind, length);
            return fingerprint.Value;
        }
    }
}
