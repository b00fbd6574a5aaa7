using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Telemetry;

[Collection(TelemetryCollection.Name)]
public class AllocationTests
{
    private static readonly Duration WarmUp = Duration.FromMilliseconds(200);
    private static readonly Duration End = Duration.FromMilliseconds(400);

    [Fact]
    public void A_hop_allocates_nothing_when_nobody_traces() => Assert.Equal(0, AllocatedWhileSteady(new RunOptions()));

    [Fact]
    public void Nor_does_the_hop_of_a_packet_that_the_sample_did_not_choose()
    {
        using var listener = new SpanListener();
        Assert.Equal(0, AllocatedWhileSteady(new RunOptions { Trace = SmallNetwork.Trace(0) }));
        Assert.Empty(listener.Spans);
    }

    /// <summary>So that the tests above measure what they say: with a journey for each packet there is something to allocate.</summary>
    [Fact]
    public void A_packet_that_is_followed_is_not_free()
    {
        using var listener = new SpanListener();
        Assert.True(AllocatedWhileSteady(new RunOptions { Trace = SmallNetwork.Trace(0, DropTracing.Always) }) > 0);
    }

    /// <summary>10,000 datagrams over two links and a router.</summary>
    private static long AllocatedWhileSteady(RunOptions options)
    {
        Assert.True(SimulationRun.Open(Chain(), options).TryGet(out SimulationRun? run, out _));
        using (run)
        {
            run.Start();
            run.RunUntil(WarmUp);
            long before = GC.GetAllocatedBytesForCurrentThread();
            run.RunUntil(End);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(run.Summarise().PacketHops > 30_000);
            return allocated;
        }
    }

    private static TopologyPlan Chain()
    {
        var direction = new DirectionPlan { Rate = new BitRate(1_000_000_000), Delay = Duration.FromMilliseconds(1), QueueLimit = new QueueLimit(QueueUnit.Packets, 100) };
        var link = new LinkSettings { AToB = direction, BToA = direction };
        var plan = new TopologyPlanBuilder("chain");
        int a = plan.AddNode("a", NodeKind.Host);
        int a0 = plan.AddInterface(a, "eth0", [IpPrefix.Parse("10.0.1.2/24")]);
        int r = plan.AddNode("r", NodeKind.Router);
        int r0 = plan.AddInterface(r, "eth0", [IpPrefix.Parse("10.0.1.1/24")]);
        int r1 = plan.AddInterface(r, "eth1", [IpPrefix.Parse("10.0.2.1/24")]);
        int b = plan.AddNode("b", NodeKind.Host);
        int b0 = plan.AddInterface(b, "eth0", [IpPrefix.Parse("10.0.2.2/24")]);
        plan.AddLink(a0, r0, link);
        plan.AddLink(r1, b0, link);
        plan.AddApplication(new DiscardPlan { NodeId = b, Transport = Transport.Udp });
        plan.AddApplication(new TrafficPlan
        {
            NodeId = a,
            Start = Duration.FromMilliseconds(10),
            To = new Target("", IpAddress.Parse("10.0.2.2")),
            Every = Distribution.Constant(Duration.FromMicroseconds(20)),
            Count = 1_000_000,
        });
        return plan.Build();
    }
}
