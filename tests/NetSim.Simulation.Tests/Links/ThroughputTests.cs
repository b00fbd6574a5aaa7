using System.Globalization;
using NetSim.Simulation.Tests.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

/// <summary>How much passes a bottleneck: a table that is the same on every run, and the least that must hold of it.</summary>
public sealed class ThroughputTests
{
    private const long Published = 200_000_000;
    private static readonly Duration PublishedRtt = Duration.FromMilliseconds(100);
    private static readonly TcpSettings Fixed = TcpSettings.Default with { ReceiveBuffer = 256 * 1024, SendBuffer = 256 * 1024 };
    private static readonly TcpSettings Tuned = TcpSettings.Default with { LargestReceiveBuffer = 16 << 20, LargestSendBuffer = 16 << 20 };

    /// <summary>The scenario that smoltcp publishes: 25 MB/s, 100 ms, 64 KiB of queue, 256 KiB of buffers.</summary>
    [Theory]
    [InlineData(CongestionAlgorithm.Cubic)]
    [InlineData(CongestionAlgorithm.NewReno)]
    public void One_flow_gets_what_its_buffer_allows(CongestionAlgorithm congestion)
    {
        double[] flows = Run(new Scenario(Published, PublishedRtt, 0, 1, Fixed with { Congestion = congestion }), Duration.FromSeconds(30));
        double allowed = Fixed.ReceiveBuffer * 8 / 0.1;
        Assert.InRange(flows[0], allowed * 0.85, allowed * 1.01);
    }

    /// <summary>The queue holds 44 packets for 64 flows, a fortieth of what is under way, so half a window after each loss is a lot: CUBIC gives up less.</summary>
    [Theory]
    [InlineData(CongestionAlgorithm.Cubic, 0.9)]
    [InlineData(CongestionAlgorithm.NewReno, 0.85)]
    public void Sixty_four_flows_fill_the_bottleneck_and_share_it(CongestionAlgorithm congestion, double least)
    {
        double[] flows = Run(new Scenario(Published, PublishedRtt, 0, 64, Fixed with { Congestion = congestion }), Duration.FromSeconds(60));
        string seen = $"{flows.Sum() / 1e6:0.0} Mbit/s, Jain {Jain(flows):0.000}";
        Assert.True(flows.Sum() >= Published * least, seen);
        Assert.True(Jain(flows) >= 0.9, seen);
    }

    [Fact]
    public void One_flow_whose_buffers_grow_gets_most_of_the_bottleneck()
    {
        double[] flows = Run(new Scenario(Published, PublishedRtt, 0, 1, Tuned), Duration.FromSeconds(120));
        Assert.True(flows[0] >= Published * 0.6, $"{flows[0] / 1e6:0.0} Mbit/s");
    }

    [Fact]
    public void The_table_is_as_it_was()
    {
        var lines = new List<string> { "# 20 Mbit/s, 64 KiB of queue, 10 s: goodput of all flows in kbit/s, Jain index" };
        foreach (CongestionAlgorithm congestion in (CongestionAlgorithm[])[CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic, CongestionAlgorithm.Bbr])
        foreach (int loss in (int[])[0, 1, 10])
        foreach (int rtt in (int[])[10, 100])
        foreach (int buffer in (int[])[64, 1024])
        foreach (int flows in (int[])[1, 8])
        {
            TcpSettings settings = TcpSettings.Default with { ReceiveBuffer = buffer * 1024, SendBuffer = buffer * 1024, Congestion = congestion };
            double[] got = Run(new Scenario(20_000_000, Duration.FromMilliseconds(rtt), loss, flows, settings), Duration.FromSeconds(10));
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{congestion,-8} loss {loss / 10.0:0.0} %  rtt {rtt,3} ms  buffers {buffer,4} KiB  flows {flows}: {got.Sum() / 1e3,6:0}  {Jain(got):0.000}"));
        }
        RepositoryFiles.AssertSameAs(Path.Combine(RepositoryFiles.Root, "tests", "NetSim.Simulation.Tests", "Links", "throughput.txt"), string.Join('\n', lines) + "\n");
    }

    /// <summary>Goodput of each flow in bits per second, from the first SYN on.</summary>
    private static double[] Run(Scenario scenario, Duration length)
    {
        var pool = new RecyclingPacketPool();
        var delay = new Duration(scenario.Rtt.Nanoseconds / 2);
        var back = new DirectionPlan { Rate = new BitRate(1_000_000_000), Delay = delay };
        var there = new DirectionPlan
        {
            Rate = new BitRate(scenario.Rate),
            Delay = delay,
            QueueLimit = new QueueLimit(QueueUnit.Bytes, 64 * 1024),
            Loss = new Percentage(scenario.LossPerMille * (Percentage.Whole / 1000)),
        };
        var line = new TcpLine(pool, seed: 1, there, back);
        var servers = new TcpLineEnd[scenario.Flows];
        for (int i = 0; i < servers.Length; i++)
        {
            (TcpLineEnd client, servers[i]) = line.Connect(scenario.Tcp);
            client.IsGreedy = servers[i].IsIndifferent = true;
            // One after the other, as people come.
            line.RunFor(Duration.FromMilliseconds(7));
        }
        line.RunFor(length);
        double seconds = line.Now.TotalSeconds;
        double[] goodput = [.. servers.Select(server => server.Received * 8 / seconds)];
        line.Abandon();
        return goodput;
    }

    private static double Jain(double[] flows) => flows.Sum() * flows.Sum() / (flows.Length * flows.Sum(flow => flow * flow));

    private sealed record Scenario(long Rate, Duration Rtt, int LossPerMille, int Flows, TcpSettings Tcp);
}
