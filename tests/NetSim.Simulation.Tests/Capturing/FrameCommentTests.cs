using System.Diagnostics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Tests.Telemetry;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Capturing;

/// <summary>What captures say of frames: what became of them at the interface where they were seen.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class FrameCommentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-comments-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RunSummary Run(TopologyPlan plan, TracePlan? trace = null)
    {
        var pools = new List<DiagnosticPacketPool>();
        var options = new RunOptions
        {
            CaptureFolder = _folder,
            Trace = trace,
            Pool = () =>
            {
                pools.Add(new DiagnosticPacketPool());
                return pools[^1];
            },
        };
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out _));
        using (run) return run.Run();
    }

    private List<(Instant Time, CaptureDirection Direction, string Comment)> Frames(string port)
    {
        using FileStream file = File.OpenRead(Path.Combine(_folder, port + ".pcapng"));
        var reader = new PcapngReader(file);
        var frames = new List<(Instant, CaptureDirection, string)>();
        while (reader.TryRead(out CaptureRecord record)) frames.Add((record.Time, record.Direction, record.Comment));
        Assert.Equal(PcapngError.None, reader.Error);
        return frames;
    }

    [Fact]
    public void Every_frame_that_a_link_dropped_says_why_where_it_was_sent()
    {
        // The sender's own super-segments meet the short queue, and a router's single packets the loss.
        RunSummary summary = Run(SmallNetwork.Plan(
            "[ { bulk: { to: b, bytes: 4 MB } } ]", "[ { sink: { port: 5001 } } ]", ", loss: 0.2 %"));
        string[] senders = ["a-eth0", "r1-eth1", "r2-eth1", "r1-eth0", "r2-eth0", "b-eth0"];
        DirectionSummary[] directions = [.. summary.Links.Select(link => link.AToB), .. summary.Links.Select(link => link.BToA)];
        for (int i = 0; i < senders.Length; i++)
        {
            var sent = Frames(senders[i]).Where(frame => frame.Direction == CaptureDirection.Outbound).ToList();
            var told = sent.Where(frame => frame.Comment.StartsWith("dropped: ", StringComparison.Ordinal)).ToList();
            Assert.Equal(directions[i].Drops.Sum(drop => drop.Count), told.Count);
            foreach (DropSummary drop in directions[i].Drops) Assert.Equal(drop.Count, told.Count(frame => frame.Comment == $"dropped: {DropReasons.Name(drop.Reason)}"));
        }
        Assert.Contains(directions[0].Drops, drop => drop.Reason == DropReason.QueueFull);
        Assert.Contains(directions[1].Drops, drop => drop.Reason == DropReason.Loss);
    }

    [Fact]
    public void A_frame_that_waited_says_how_long_to_the_nanosecond()
    {
        // Two fragments at once at 10 Mbit/s: the second waits for the 1514 bytes of the first.
        Run(SmallNetwork.Plan("[ { ping: { to: b, count: 1, size: 2000 } } ]"));
        string[] comments = [.. Frames("a-eth0").Where(frame => frame.Direction == CaptureDirection.Outbound).Select(frame => frame.Comment)];
        // ARP, then what has waited for its answer.
        Assert.Equal(["", "", "queued 1211.2 us"], comments);
        Assert.All(Frames("b-eth0").Where(frame => frame.Direction == CaptureDirection.Inbound), frame => Assert.Equal("", frame.Comment));
    }

    [Fact]
    public void A_frame_that_a_node_dropped_says_why_where_it_came_in()
    {
        Run(SmallNetwork.Plan("[ { ping: { to: b, count: 1, ttl: 1 } }, { ping: { to: 10.9.9.9, count: 1, start: 1 s } } ]"));
        Assert.Equal(["dropped: ttl_exceeded", "dropped: no_route"], Frames("r1-eth0").Select(frame => frame.Comment).Where(comment => comment.Length > 0));
    }

    [Fact]
    public void A_frame_whose_packet_is_traced_names_the_trace()
    {
        using var listener = new SpanListener();
        Run(SmallNetwork.Plan("[ { ping: { to: b, count: 2, every: 100 ms } } ]"), SmallNetwork.Trace(1));
        Activity packet = Assert.Single(listener.Named("packet"), span =>
            span.Text(TelemetryNames.Host) == "a" && span.Text(TelemetryNames.IcmpSequence) == "2");
        foreach (string port in (string[])["a-eth0", "r1-eth0", "r1-eth1", "r2-eth0", "r2-eth1", "b-eth0"])
            Assert.Single(Frames(port), frame => frame.Comment == $"trace {packet.TraceId}");
    }
}
