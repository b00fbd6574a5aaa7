using NetSim.Stack.Sockets.Tcp.Congestion;
using NetSim.Testing;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 5681 and RFC 9438 as formulas, without a network.</summary>
public sealed class CongestionTests
{
    private const int Mss = 1000;
    private static readonly Duration Rtt = Duration.FromMilliseconds(100);

    [Fact]
    [Rfc(9293, "MUST-19")]
    [Rfc(5681, "3.1")]
    public void NewReno_adds_a_segment_for_each_window_of_acknowledged_bytes()
    {
        var reno = new NewReno(2);
        reno.Start(20 * Mss, Mss);
        reno.OnCongestion(Instant.Zero, 20 * Mss);
        Assert.Equal((10 * Mss, 10 * Mss), (reno.Window, reno.SlowStartThreshold));
        for (int i = 0; i < 9; i++) reno.OnAcknowledged(Sample(Instant.Zero, Mss, 10 * Mss));
        Assert.Equal(10 * Mss, reno.Window);
        reno.OnAcknowledged(Sample(Instant.Zero, Mss, 10 * Mss));
        Assert.Equal(11 * Mss, reno.Window);
    }

    [Fact]
    [Rfc(5681, "3.1")]
    public void NewReno_never_falls_below_two_segments_of_threshold_and_one_of_window()
    {
        var reno = new NewReno(2);
        reno.Start(Mss, Mss);
        reno.OnTimeout(Instant.Zero, Mss, isRepeated: false);
        Assert.Equal((Mss, 2 * Mss), (reno.Window, reno.SlowStartThreshold));
    }

    [Fact]
    [Rfc(3465, "2.3")]
    public void After_a_time_out_slow_start_counts_one_segment_per_ACK_until_the_threshold_RFC_3465()
    {
        var reno = new NewReno(2);
        reno.Start(20 * Mss, Mss);
        reno.OnTimeout(Instant.Zero, 20 * Mss, isRepeated: false);
        reno.OnAcknowledged(Sample(Instant.Zero, 5 * Mss, 5 * Mss));
        Assert.Equal(2 * Mss, reno.Window);
    }

    [Theory]
    [InlineData(100, 4.217)]
    [InlineData(1000, 9.086)]
    [Rfc(9293, "MAY-18")]
    [Rfc(9438, "4.2")]
    public void CUBIC_is_back_at_its_maximum_after_K_seconds_I12(int segments, double seconds)
    {
        var cubic = new Cubic(2);
        cubic.Start((long)segments * Mss, Mss);
        cubic.OnCongestion(Instant.Zero, (long)segments * Mss);
        Assert.Equal(segments * 7 / 10 * Mss, cubic.Window);
        double back = SecondsUntil(cubic, segments, Rtt);
        Assert.InRange(back, seconds * 0.95, seconds * 1.05);
        Assert.Equal(seconds, cubic.SecondsToMaximum, 0.001);
    }

    [Fact]
    public void CUBIC_first_rises_fast_then_flat_then_fast_again()
    {
        var cubic = new Cubic(2);
        cubic.Start(1000L * Mss, Mss);
        cubic.OnCongestion(Instant.Zero, 1000L * Mss);
        double[] at = new double[14];
        for (int second = 0; second < at.Length; second++)
        {
            at[second] = (double)cubic.Window / Mss;
            Feed(cubic, Duration.FromSeconds(second), Duration.FromSeconds(1));
        }
        Assert.True(at[2] - at[1] > at[9] - at[8], "concave first");
        Assert.True(at[13] - at[12] > at[10] - at[9], "convex later");
        // W(t) = 0.4 (t - K)^3 + Wmax, one round trip ahead.
        for (int second = 2; second < 12; second++)
        {
            double curve = 0.4 * Math.Pow(second - cubic.SecondsToMaximum, 3) + 1000;
            Assert.InRange(at[second], curve * 0.97, curve * 1.03);
        }
    }

    [Fact]
    [Rfc(9438, "4.7")]
    public void CUBIC_converges_fast_when_its_maximum_falls()
    {
        var cubic = new Cubic(2);
        cubic.Start(100L * Mss, Mss);
        cubic.OnCongestion(Instant.Zero, 100L * Mss);
        Assert.Equal(100, cubic.WindowMaximum);
        cubic.OnCongestion(Instant.Zero, 70L * Mss);
        Assert.Equal(70 * 1.7 / 2, cubic.WindowMaximum, 1e-9);
    }

    [Fact]
    [Rfc(9438, "4.3")]
    public void CUBIC_grows_at_least_like_Reno_on_a_short_path()
    {
        // With 10 ms the cubic curve would need seconds for what Reno gains in a few round trips (RFC 9438 4.3).
        var rtt = Duration.FromMilliseconds(10);
        var cubic = new Cubic(2);
        cubic.Start(20L * Mss, Mss);
        cubic.OnCongestion(Instant.Zero, 20L * Mss);
        double seconds = SecondsUntil(cubic, 20, rtt);
        // 14 to 20 segments at 0.529 a round trip: about 11.3 of them.
        Assert.InRange(seconds / rtt.TotalSeconds, 10, 13);
    }

    [Fact]
    [Rfc(9438, "4.8")]
    public void CUBIC_starts_flat_after_a_time_out()
    {
        var cubic = new Cubic(2);
        cubic.Start(100L * Mss, Mss);
        cubic.OnTimeout(Instant.Zero, 100L * Mss, isRepeated: false);
        Assert.Equal(Mss, cubic.Window);
        Assert.Equal(70L * Mss, cubic.SlowStartThreshold);
        Instant now = Instant.Zero;
        for (int i = 0; i < 200 && cubic.Window < 70L * Mss; i++) cubic.OnAcknowledged(Sample(now, Mss, cubic.Window));
        Assert.Equal(70L * Mss, cubic.Window);
        cubic.OnAcknowledged(Sample(now, Mss, cubic.Window));
        Assert.Equal((0.0, 70.0), (cubic.SecondsToMaximum, cubic.WindowMaximum));
    }

    [Fact]
    public void CUBIC_does_not_count_time_in_which_nothing_was_sent()
    {
        var cubic = new Cubic(2);
        cubic.Start(100L * Mss, Mss);
        cubic.OnCongestion(Instant.Zero, 100L * Mss);
        Feed(cubic, Duration.Zero, Duration.FromSeconds(2));
        double before = (double)cubic.Window / Mss;
        cubic.OnAcknowledged(Sample(Instant.Zero + Duration.FromSeconds(3600), Mss, cubic.Window));
        Assert.InRange((double)cubic.Window / Mss, before, before + 2);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(27)]
    [InlineData(75)]
    [InlineData(1e12)]
    public void The_cube_root_is_the_librarys(double value) => Assert.Equal(1, Cubic.CubeRoot(value) / Math.Cbrt(value), 1e-12);

    [Fact]
    public void An_application_limited_ACK_grows_nothing()
    {
        foreach (ICongestionControl control in (ICongestionControl[])[new NewReno(2), new Cubic(2)])
        {
            control.Start(10 * Mss, Mss);
            control.OnAcknowledged(Sample(Instant.Zero, Mss, Mss, isLimited: false));
            Assert.Equal(10 * Mss, control.Window);
        }
    }

    private static AckSample Sample(Instant now, int bytes, long flight, bool isLimited = true) => Sample(now, bytes, flight, Rtt, isLimited);

    private static AckSample Sample(Instant now, int bytes, long flight, Duration rtt, bool isLimited = true) => new()
    {
        Now = now,
        Acknowledged = bytes,
        Una = 0,
        Nxt = 0,
        Flight = flight,
        SegmentSize = Mss,
        SmoothedRtt = rtt,
        LatestRtt = rtt,
        IsWindowLimited = isLimited,
    };

    /// <summary>A full window is acknowledged in each round trip, segment by segment.</summary>
    private static double SecondsUntil(Cubic cubic, int segments, Duration rtt)
    {
        Instant now = Instant.Zero;
        while (cubic.Window < (long)segments * Mss - 1)
        {
            long window = cubic.Window / Mss;
            for (int i = 0; i < window; i++)
            {
                cubic.OnAcknowledged(Sample(now, Mss, cubic.Window, rtt));
                now += new Duration(rtt.Nanoseconds / window);
            }
            Assert.True(now.TotalSeconds < 1000);
        }
        return now.TotalSeconds;
    }

    private static void Feed(Cubic cubic, Duration from, Duration time)
    {
        Instant now = Instant.Zero + from;
        Instant end = now + time;
        while (now < end)
        {
            long window = cubic.Window / Mss;
            for (int i = 0; i < window; i++)
            {
                cubic.OnAcknowledged(Sample(now, Mss, cubic.Window));
                now += new Duration(Rtt.Nanoseconds / window);
            }
        }
    }
}
