using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>One packet is lost, each in its turn: SYN, SYN-ACK, ACK, first and last data, FIN and its ACK.</summary>
public sealed class LossTests
{
    private const int Bytes = 30_000;

    [Theory]
    [InlineData(true, true, CongestionAlgorithm.Cubic)]
    [InlineData(false, true, CongestionAlgorithm.NewReno)]
    [InlineData(true, false, CongestionAlgorithm.NewReno)]
    [InlineData(false, false, CongestionAlgorithm.Cubic)]
    public void Whichever_packet_is_lost_everything_arrives_and_both_ends_close(bool sack, bool timestamps, CongestionAlgorithm congestion)
    {
        var settings = new TcpSettings { Sack = sack, Timestamps = timestamps, Congestion = congestion };
        TcpPair clean = Run(settings, 0, 0);
        Assert.True(clean.Forward.Sent > 20);
        for (int lost = 1; lost <= clean.Forward.Sent; lost++) Run(settings, lost, 0);
        for (int lost = 1; lost <= clean.Backward.Sent; lost++) Run(settings, 0, lost);
    }

    [Fact]
    public void A_pair_of_losses_anywhere_is_survived_as_well()
    {
        var settings = new TcpSettings();
        for (int first = 1; first <= 24; first++)
        {
            for (int second = first + 1; second <= 26; second += 3) Run(settings, first, 0, second);
        }
    }

    [Fact]
    public void The_last_ACK_lost_leaves_the_peer_to_TIME_WAIT()
    {
        // The client closes first and is the one in TIME-WAIT; the server's FIN comes until it is acknowledged.
        var settings = new TcpSettings();
        long acknowledgments = 0;
        PipeSettings forward = new() { Drops = (number, _) => number > 3 && acknowledgments++ < 4 };
        TcpPair pair = Make(settings, bytes: 10, forward, new PipeSettings());
        pair.Connect();
        pair.Run(() => pair.IsOver, Duration.FromSeconds(600));
        Assert.Equal(TcpEnd.Normal, pair.Server!.Connection.EndedBy);
        ((DiagnosticPacketPool)pair.Pool).AssertAllReturned();
    }

    private static TcpPair Run(TcpSettings settings, int lostForward, int lostBackward, int alsoLost = 0)
    {
        TcpPair pair = Make(
            settings, Bytes,
            new PipeSettings { Drops = (n, _) => n == lostForward || n == alsoLost },
            new PipeSettings { Drops = (n, _) => n == lostBackward });
        pair.Connect();
        pair.Run(() => pair.HasEverythingArrived, Duration.FromSeconds(60));
        pair.Run(() => pair.IsOver, Duration.FromSeconds(300));
        Assert.Equal(TcpEnd.Normal, pair.Client.Connection.EndedBy);
        Assert.Equal(TcpEnd.Normal, pair.Server!.Connection.EndedBy);
        ((DiagnosticPacketPool)pair.Pool).AssertAllReturned();
        return pair;
    }

    private static TcpPair Make(TcpSettings settings, long bytes, PipeSettings forward, PipeSettings backward) =>
        new(new EndSettings { Bytes = bytes, Tcp = settings }, new EndSettings { Bytes = bytes / 3, Tcp = settings }, forward, backward);
}
