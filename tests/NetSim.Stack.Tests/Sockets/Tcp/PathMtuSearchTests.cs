using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 4821 and RFC 8899: paths that swallow what is too long and say nothing.</summary>
public sealed class PathMtuSearchTests
{
    [Theory]
    [InlineData(1300, true)]
    [InlineData(1300, false)]
    [InlineData(700, true)]
    [Rfc(4821, "7.7")]
    [Rfc(8899, "4.3")]
    public void A_transfer_through_a_black_hole_comes_to_its_end(int takes, bool sack)
    {
        TcpPair pair = Through(takes, 200_000, TcpSettings.Default with { Sack = sack });
        pair.Run(() => pair.IsOver, Duration.FromSeconds(300));
        Assert.True(pair.IsOver);
        Assert.InRange(pair.ClientContext.Counters[TcpCounter.BlackHolesSuspected], 1, 2);
        ((DiagnosticPacketPool)pair.Pool).AssertAllReturned();
    }

    [Fact]
    [Rfc(4821, "7.3")]
    [Rfc(8899, "5.3")]
    public void Probes_find_what_the_path_takes_to_within_32_bytes()
    {
        TcpPair pair = Through(1300, 20_000_000, TcpSettings.Default);
        pair.RunFor(Duration.FromSeconds(70));
        Assert.InRange(pair.Client.Connection.Info.SegmentSize, 1300 - 52 - 32, 1300 - 52);
        Assert.InRange(pair.ClientContext.Counters[TcpCounter.PathProbesSent], 1, 12);
        pair.Client.Connection.Abort(pair.Now);
    }

    [Fact]
    [Rfc(8899, "5.3")]
    public void A_path_that_was_only_down_is_used_in_full_again()
    {
        Instant downUntil = default;
        TcpPair? pair = null;
        pair = new TcpPair(
            new EndSettings { Bytes = 20_000_000 }, new EndSettings(),
            new PipeSettings { Rate = 2_000_000, QueueLimit = 50, Drops = (_, _) => pair!.Now < downUntil });
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(5));
        downUntil = pair.Now + Duration.FromSeconds(20);
        pair.RunFor(Duration.FromSeconds(65));
        Assert.InRange(pair.ClientContext.Counters[TcpCounter.BlackHolesSuspected], 1, 3);
        Assert.Equal(1448, pair.Client.Connection.Info.SegmentSize);
        pair.Client.Connection.Abort(pair.Now);
    }

    [Fact]
    public void Switched_off_a_black_hole_stays_one()
    {
        TcpPair pair = Through(1300, 200_000, TcpSettings.Default with { PathMtuSearch = PathMtuSearchUse.Off });
        pair.RunFor(Duration.FromSeconds(250));
        Assert.Equal(0, pair.Client.Connection.Info.BytesAcknowledged);
        pair.Client.Connection.Abort(pair.Now);
    }

    [Fact]
    [Rfc(8899, "4.6.2")]
    public void What_a_router_says_of_a_probe_bounds_the_search()
    {
        TcpScript script = InBlackHole();
        Assert.Equal(1460, NextProbe(script));
        script.Connection.OnPathMtu(1300);
        Assert.Equal(1120, script.Info.SegmentSize);
        for (int i = 0; i < 3; i++) Assert.InRange(NextProbe(script), 1121, 1260);
        Assert.InRange(script.Info.SegmentSize, 1121, 1260);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(8899, "4.6.2")]
    public void What_a_router_says_of_the_size_in_use_ends_the_search_until_the_path_may_be_better()
    {
        TcpScript script = InBlackHole();
        script.Connection.OnPathMtu(1000);
        Assert.Equal(960, script.Info.SegmentSize);
        Instant start = script.Now;
        Assert.Equal(1460, NextProbe(script));
        Assert.True(script.Now - start >= Duration.FromSeconds(600));
        script.AssertNothingLeaks();
    }

    /// <summary>A router once said 1000; later a probe of 1500 passed, and then a router says 1300.</summary>
    [Fact]
    [Rfc(8201, "4")]
    [Rfc(8899, "4.6.2")]
    public void A_router_is_believed_that_says_less_than_a_probe_has_shown()
    {
        TcpScript script = InBlackHole();
        script.Connection.OnPathMtu(1000);
        NextProbe(script);
        AckAll(script);
        Assert.Equal(1460, script.Info.SegmentSize);
        script.Write(5000);
        script.TakeAll();
        script.Connection.OnPathMtu(1300);
        Assert.Equal(1260, script.Info.SegmentSize);
        script.AssertNothingLeaks();
    }

    /// <summary>Full segments were lost until the path was suspected.</summary>
    private static TcpScript InBlackHole()
    {
        TcpScript script = TcpStates.Established(TcpStates.WithSack);
        script.Write(2 * 1460);
        while (script.Info.SegmentSize == 1460) script.Advance(Duration.FromSeconds(1));
        Assert.Equal(1120, script.Info.SegmentSize);
        script.TakeAll();
        return script;
    }

    /// <summary>Everything is acknowledged, and more is written, until a segment goes out that is longer than the others.</summary>
    private static int NextProbe(TcpScript script)
    {
        for (int i = 0; i < 3000; i++)
        {
            AckAll(script);
            script.Write(30_000);
            if (script.TakeAll().Max(sent => (int?)sent.Data.Length) is { } longest && longest > script.Info.SegmentSize) return longest;
            script.AdvanceMilliseconds(500);
        }
        return 0;
    }

    private static void AckAll(TcpScript script)
    {
        do
        {
            script.TakeAll();
            script.Send(TcpFlags.Ack, seq: 1, ack: 1 + script.Info.BytesAcknowledged + script.Info.BytesInFlight);
        }
        while (script.Info.BytesInFlight > 0);
    }

    private static TcpPair Through(int takes, long bytes, TcpSettings settings)
    {
        var pair = new TcpPair(
            new EndSettings { Bytes = bytes, Tcp = settings }, new EndSettings { Tcp = settings },
            new PipeSettings { Rate = 2_000_000, QueueLimit = 50, Drops = (_, packet) => packet.Length > takes });
        pair.Connect();
        return pair;
    }
}
