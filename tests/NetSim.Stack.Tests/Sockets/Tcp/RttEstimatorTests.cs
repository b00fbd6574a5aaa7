using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Testing;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 6298 section 2 and RFC 7323 appendix G.</summary>
public sealed class RttEstimatorTests
{
    [Fact]
    [Rfc(6298, "2")]
    public void The_first_sample_and_the_next_follow_the_formulas()
    {
        RttEstimator rtt = Make();
        Assert.Equal(Duration.FromSeconds(1), rtt.Timeout(TcpSettings.Default));
        rtt.Sample(Duration.FromMilliseconds(800), 1, TcpSettings.Default);
        Assert.Equal((Ms(800), Ms(400), Ms(2400)), (rtt.Smoothed, rtt.Variation, rtt.Timeout(TcpSettings.Default)));
        rtt.Sample(Duration.FromMilliseconds(1600), 1, TcpSettings.Default);
        // RTTVAR = 3/4 400 + 1/4 800, SRTT = 7/8 800 + 1/8 1600.
        Assert.Equal((Ms(900), Ms(500), Ms(2900)), (rtt.Smoothed, rtt.Variation, rtt.Timeout(TcpSettings.Default)));
        Assert.Equal(Ms(800), rtt.Minimum);
    }

    [Fact]
    [Rfc(6298, "5.5")]
    public void The_time_out_stays_within_its_limits_and_doubles_up_to_the_maximum()
    {
        RttEstimator rtt = Make();
        rtt.Sample(Ms(1), 1, TcpSettings.Default);
        Assert.Equal(Ms(1000), rtt.Timeout(TcpSettings.Default));
        for (int i = 0; i < 6; i++) rtt.BackOff();
        Assert.Equal(Ms(64_000), rtt.Timeout(TcpSettings.Default));
        for (int i = 0; i < 100; i++) rtt.BackOff();
        Assert.Equal(Ms(120_000), rtt.Timeout(TcpSettings.Default));
        rtt.Sample(Ms(1), 1, TcpSettings.Default);
        Assert.Equal(Ms(1000), rtt.Timeout(TcpSettings.Default));
    }

    [Fact]
    [Rfc(7323, "Appendix G")]
    public void Many_samples_in_a_round_trip_weigh_as_much_as_one()
    {
        RttEstimator one = Make();
        RttEstimator many = Make();
        one.Sample(Ms(1000), 1, TcpSettings.Default);
        many.Sample(Ms(1000), 1, TcpSettings.Default);
        for (int trip = 0; trip < 5; trip++)
        {
            one.Sample(Ms(2000), 1, TcpSettings.Default);
            for (int i = 0; i < 20; i++) many.Sample(Ms(2000), 20, TcpSettings.Default);
        }
        Assert.Equal(one.Smoothed.TotalMilliseconds, many.Smoothed.TotalMilliseconds, 30.0);
    }

    [Fact]
    [Rfc(6298, "5.7")]
    public void A_lost_SYN_means_three_seconds_unless_a_timestamp_told_the_time()
    {
        RttEstimator rtt = Make();
        rtt.BackOff();
        rtt.OnSynWasLost(TcpSettings.Default);
        Assert.Equal(Ms(3000), rtt.Timeout(TcpSettings.Default));
        RttEstimator timed = Make();
        timed.Sample(Ms(20), 1, TcpSettings.Default);
        timed.OnSynWasLost(TcpSettings.Default);
        Assert.Equal(Ms(1000), timed.Timeout(TcpSettings.Default));
    }

    private static RttEstimator Make() => new(TcpSettings.Default);

    private static Duration Ms(long milliseconds) => Duration.FromMilliseconds(milliseconds);

    [Fact]
    public void A_time_measured_in_ticks_of_a_millisecond_is_never_the_shortest_round_trip()
    {
        var rtt = new RttEstimator(TcpSettings.Default);
        rtt.SampleTicks(Duration.Zero, 1, TcpSettings.Default);
        Assert.True(rtt.HasSample);
        Assert.False(rtt.HasMinimum);
        rtt.Sample(Duration.FromMicroseconds(7_860), 1, TcpSettings.Default);
        rtt.SampleTicks(Duration.FromMilliseconds(7), 1, TcpSettings.Default);
        Assert.Equal(Duration.FromMicroseconds(7_860), rtt.Minimum);
    }
}
