using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>
/// Two cores and a path that does its worst: every byte arrives, once and in order, and every packet comes back to its pool.
/// </summary>
public sealed class TransferTests
{
    private static readonly Duration Limit = Duration.FromSeconds(4 * 3600);

    [Fact]
    [Rfc(9293, "MUST-2")]
    public void A_clean_path_carries_data_both_ways_and_both_ends_close()
    {
        var pair = new TcpPair(new EndSettings { Bytes = 1_000_000 }, new EndSettings { Bytes = 300_000 }, new PipeSettings());
        Finish(pair);
        Assert.Equal(TcpEnd.Normal, pair.Client.Connection.EndedBy);
        Assert.Equal(TcpEnd.Normal, pair.Server!.Connection.EndedBy);
        Assert.Equal(0, pair.Client.Connection.Info.SegmentsRetransmitted);
        Assert.Equal(0, pair.Server.Connection.Info.SegmentsRetransmitted);
    }

    [Fact]
    public void Any_settings_on_any_path_deliver_every_byte() => SeededRuns.Check(400, random =>
    {
        var client = new EndSettings { Bytes = random.Next(1, 400_000), WriteSize = random.Next(1, 20_000), Tcp = AnySettings(random) };
        var server = new EndSettings { Bytes = random.Next(0, 200_000), WriteSize = random.Next(1, 20_000), Tcp = AnySettings(random) };
        Finish(new TcpPair(client, server, AnyPath(random), AnyPath(random), random, new PairOptions { Batches = random.NextBool() }));
    });

    [Fact]
    [Rfc(9293, "3.4")]
    public void Sequence_numbers_that_wrap_in_mid_transfer_change_nothing() => SeededRuns.Check(20, random =>
    {
        PairOptions options = NearTheWrap(random);
        var client = new EndSettings { Bytes = random.Next(1, 200_000), Tcp = AnySettings(random) };
        var server = new EndSettings { Bytes = random.Next(0, 200_000), Tcp = AnySettings(random) };
        var pair = new TcpPair(client, server, AnyPath(random), AnyPath(random), random, options);
        uint first = 0;
        pair.OnSent = (isClient, packet) =>
        {
            if (isClient && first == 0) first = PacketAssert.IsTcp(packet.Bytes).SequenceNumber.Value;
        };
        Finish(pair);
        Assert.Equal(0xFFFF_FFF0u, first);
    });

    [Fact]
    public void A_reader_that_takes_its_time_closes_the_window_and_loses_nothing() => SeededRuns.Check(60, random =>
    {
        var client = new EndSettings { Bytes = random.Next(50_000, 150_000), Tcp = AnySettings(random) };
        var server = new EndSettings
        {
            ReadSize = random.Next(500, 8_000),
            ReadEvery = Duration.FromMilliseconds(random.Next(5, 400)),
            Tcp = AnySettings(random) with { ReceiveBuffer = random.Next(2_000, 20_000) },
        };
        Finish(new TcpPair(client, server, AnyPath(random), AnyPath(random), random));
    });

    [Fact]
    [Rfc(9293, "MAY-8")]
    public void A_reader_that_stops_for_ten_minutes_finds_the_connection_alive() => SeededRuns.Check(20, random =>
    {
        var client = new EndSettings { Bytes = 60_000, Tcp = AnySettings(random) with { GiveUpAfter = Duration.FromSeconds(100) } };
        var server = new EndSettings { Tcp = AnySettings(random) with { ReceiveBuffer = 8_000 } };
        var pair = new TcpPair(client, server, AnyPath(random) with { Loss = 0.05 }, AnyPath(random) with { Loss = 0.05 }, random);
        pair.Connect();
        pair.Run(() => pair.Server is not null, Limit);
        pair.Server!.IsPaused = true;
        long before = pair.Server.Received;
        pair.RunFor(Duration.FromSeconds(600));
        Assert.Equal(before, pair.Server.Received);
        pair.Server.IsPaused = false;
        Finish(pair, isConnected: true);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Tiny_writes_arrive_whole(int size) => SeededRuns.Check(10, random =>
    {
        var client = new EndSettings { Bytes = 3_000, WriteSize = size, Tcp = AnySettings(random) };
        var server = new EndSettings { Bytes = 3_000, WriteSize = size, Tcp = AnySettings(random) };
        Finish(new TcpPair(client, server, AnyPath(random), AnyPath(random), random));
    });

    [Fact]
    public void Over_IPv6_it_is_the_same() => SeededRuns.Check(20, random =>
    {
        var options = new PairOptions
        {
            ClientAt = new IpEndpoint(IpAddress.Parse("fd00::1"), 40000),
            ServerAt = new IpEndpoint(IpAddress.Parse("fd00::2"), 80),
        };
        var client = new EndSettings { Bytes = random.Next(1, 100_000), Tcp = AnySettings(random) with { Mtu = random.Next(1280, 9000) } };
        var server = new EndSettings { Bytes = random.Next(1, 100_000), Tcp = AnySettings(random) with { Mtu = random.Next(1280, 9000) } };
        Finish(new TcpPair(client, server, AnyPath(random), AnyPath(random), random, options));
    });

    [Fact]
    public void Super_segments_arrive_whole_and_are_lost_whole() => SeededRuns.Check(40, random =>
    {
        TcpSettings tcp = AnySettings(random) with { MaxSuperSegment = random.Next(2_000, 65_536), SendBuffer = 1 << 20, ReceiveBuffer = 1 << 20 };
        var client = new EndSettings { Bytes = random.Next(1, 2_000_000), Tcp = tcp };
        var server = new EndSettings { Bytes = random.Next(1, 500_000), Tcp = tcp };
        Finish(new TcpPair(client, server, AnyPath(random), AnyPath(random), random));
    });

    private static void Finish(TcpPair pair, bool isConnected = false)
    {
        if (!isConnected) pair.Connect();
        pair.Run(() => pair.HasEverythingArrived, Limit);
        pair.Run(() => pair.IsOver, Limit);
        Assert.Equal(TcpEnd.Normal, pair.Client.Connection.EndedBy);
        Assert.Equal(TcpEnd.Normal, pair.Server!.Connection.EndedBy);
        ((DiagnosticPacketPool)pair.Pool).AssertAllReturned();
    }

    private static TcpSettings AnySettings(Random random) => new()
    {
        Mtu = random.Next(300, 9000),
        ReceiveBuffer = random.Next(3_000, 300_000),
        SendBuffer = random.Next(3_000, 300_000),
        Congestion = random.NextBool() ? CongestionAlgorithm.Cubic : CongestionAlgorithm.NewReno,
        InitialWindow = random.Next(1, 12),
        Sack = random.NextDouble() < 0.7,
        Timestamps = random.NextBool(),
        WindowScale = random.NextDouble() < 0.7,
        Nagle = random.NextBool(),
        MinimumRetransmissionTimeout = Duration.FromMilliseconds(random.Next(1, 1000)),
        DelayedAck = Duration.FromMilliseconds(random.Next(0, 200)),
        QuickAcks = random.Next(0, 20),
    };

    private static PipeSettings AnyPath(Random random) => new()
    {
        Delay = Duration.FromMicroseconds(random.Next(0, 60_000)),
        Rate = random.NextBool() ? 0 : random.Next(1_000_000, 100_000_000),
        QueueLimit = random.Next(20, 200),
        Loss = random.NextBool() ? 0 : random.NextDouble() * 0.12,
        Duplicate = random.NextBool() ? 0 : random.NextDouble() * 0.1,
        Reorder = random.NextBool() ? 0 : random.NextDouble() * 0.3,
        ReorderBy = Duration.FromMicroseconds(random.Next(0, 20_000)),
    };

    /// <summary>
    /// ISN is a hash and a clock: the time of the start is chosen so that the client's is 0xFFFFFFF0, and the secret so that the server's
    /// is close.
    /// </summary>
    private static PairOptions NearTheWrap(Random random)
    {
        const uint Wanted = 0xFFFF_FFF0;
        var options = new PairOptions { ClientSecret = (UInt128)random.NextInt64() };
        var probe = new NetSim.Stack.Sockets.Tcp.Opening.ConnectionSecrets(options.ClientSecret);
        uint atZero = probe.InitialSequence(Instant.Zero, options.ClientAt, options.ServerAt).Value;
        options = options with { Start = new Instant((long)(Wanted - atZero) * 4_000) };
        while (true)
        {
            var secret = (UInt128)random.NextInt64();
            uint server = new NetSim.Stack.Sockets.Tcp.Opening.ConnectionSecrets(secret)
                .InitialSequence(options.Start, options.ServerAt, options.ClientAt).Value;
            if (server > uint.MaxValue - 150_000) return options with { ServerSecret = secret };
        }
    }
}
