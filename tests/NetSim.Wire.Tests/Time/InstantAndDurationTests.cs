using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Time;

public sealed class InstantAndDurationTests
{
    [Fact]
    public void Units_are_whole_nanoseconds()
    {
        Assert.Equal(1_500, Duration.FromMicroseconds(1).Nanoseconds + 500);
        Assert.Equal(2_000_000, Duration.FromMilliseconds(2).Nanoseconds);
        Assert.Equal(-3_000_000_000, Duration.FromSeconds(-3).Nanoseconds);
        Assert.Equal(0.25, Duration.FromMilliseconds(250).TotalSeconds);
        Assert.Equal(1.5, new Duration(1_500_000).TotalMilliseconds);
        Assert.Equal(1.5, new Duration(1_500).TotalMicroseconds);
    }

    [Fact]
    public void A_number_of_seconds_beyond_292_years_is_a_mistake() =>
        Assert.Throws<OverflowException>(() => Duration.FromSeconds(long.MaxValue / 1_000_000));

    [Fact]
    public void Instants_and_durations_add_and_subtract()
    {
        Instant start = new(1_000);
        Instant later = start + Duration.FromMicroseconds(2);
        Assert.Equal(new Instant(3_000), later);
        Assert.Equal(Duration.FromMicroseconds(2), later - start);
        Assert.Equal(start, later - Duration.FromMicroseconds(2));
        Assert.Equal(new Duration(6), new Duration(2) * 3);
        Assert.Equal(new Duration(2), new Duration(7) / 3);
        Assert.Equal(new Duration(-5), new Duration(2) - new Duration(7));
        Assert.Equal(new Duration(9), new Duration(2) + new Duration(7));
    }

    [Fact]
    public void Order_is_that_of_the_nanoseconds()
    {
        Assert.True(new Instant(1) < new Instant(2) && new Instant(2) > new Instant(1));
        Assert.True(new Instant(2) <= new Instant(2) && new Instant(2) >= new Instant(2));
        Assert.True(new Duration(-1) < Duration.Zero && Duration.Zero > new Duration(-1));
        Assert.True(new Duration(2) <= new Duration(2) && new Duration(2) >= new Duration(2));
        Assert.Equal(new Instant(1), Instant.Min(new Instant(1), new Instant(2)));
        Assert.Equal(new Instant(2), Instant.Max(new Instant(1), new Instant(2)));
        Assert.Equal(new Duration(1), Duration.Min(new Duration(1), new Duration(2)));
        Assert.Equal(new Duration(2), Duration.Max(new Duration(1), new Duration(2)));
        Assert.True(new Instant(1).CompareTo(new Instant(2)) < 0);
    }

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_500, "1.5 µs")]
    [InlineData(1_500_000, "1.5 ms")]
    [InlineData(3_000_000_000, "3 s")]
    [InlineData(-2_000_000, "-2 ms")]
    [InlineData(long.MinValue, "-9223372036.85478 s")]
    public void Text_uses_the_largest_unit_that_fits(long nanoseconds, string expected)
    {
        Assert.Equal(expected, new Duration(nanoseconds).ToString());
        Assert.Equal(expected, new Instant(nanoseconds).ToString());
    }
}
