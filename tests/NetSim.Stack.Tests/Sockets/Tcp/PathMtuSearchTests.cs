using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
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

    private static TcpPair Through(int takes, long bytes, TcpSettings settings)
    {
        var pair = new TcpPair(
            new EndSettings { Bytes = bytes, Tcp = settings }, new EndSettings { Tcp = settings },
            new PipeSettings { Rate = 2_000_000, QueueLimit = 50, Drops = (_, packet) => packet.Length > takes });
        pair.Connect();
        return pair;
    }
}
