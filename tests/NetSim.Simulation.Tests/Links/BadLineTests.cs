using System.Security.Cryptography;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

/// <summary>A line that loses, reorders, doubles and corrupts: what comes out is what went in.</summary>
public sealed class BadLineTests
{
    private static readonly DirectionPlan Bad = new()
    {
        Rate = new BitRate(100_000_000),
        Delay = Duration.FromMilliseconds(2),
        Jitter = new Duration(500_000),
        QueueLimit = new QueueLimit(QueueUnit.Packets, 1000),
        Loss = new Percentage(50_000_000),
        Reorder = new Reordering(new Percentage(20_000_000), 1),
        Duplicate = new Percentage(10_000_000),
        Corrupt = new Percentage(1_000_000),
    };

    [Theory]
    [InlineData(CongestionAlgorithm.Cubic)]
    [InlineData(CongestionAlgorithm.NewReno)]
    [InlineData(CongestionAlgorithm.Bbr)]
    public void Twenty_megabytes_each_way_pass_a_bad_line_whole(CongestionAlgorithm congestion)
    {
        var pool = new DiagnosticPacketPool();
        byte[] there = Content(1), back = Content(2);
        var line = new TcpLine(pool, seed: 1, Bad, Bad);
        (TcpLineEnd client, TcpLineEnd server) = line.Connect(TcpSettings.Default with { Congestion = congestion });
        (client.Content, server.Content) = (there, back);
        bool isOver = line.RunUntil(() => client.Received == back.Length && server.Received == there.Length, Duration.FromSeconds(3600));
        Assert.True(isOver, $"{client.Received} and {server.Received} bytes have come through; {client.Connection!.Info}; {server.Connection?.Info}");
        Assert.Equal(SHA256.HashData(there), server.Digest);
        Assert.Equal(SHA256.HashData(back), client.Digest);
        Assert.All(line.Links, link => Assert.All(
            [link.Counters.Drops[DropReason.Loss], link.Impaired.Duplicated, link.Impaired.Corrupted, link.Impaired.Reordered], count => Assert.True(count > 0)));
        line.Abandon();
        pool.AssertAllReturned();
    }

    private static byte[] Content(int seed)
    {
        byte[] content = new byte[20_000_000];
        new Random(seed).NextBytes(content);
        return content;
    }
}
