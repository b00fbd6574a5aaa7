using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Queues;
using NetSim.Simulation.Running;
using NetSim.Simulation.Tests.Topology;
using NetSim.Simulation.Tests.Validation;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>Disciplines against the formulas of their papers.</summary>
internal static class QueueRows
{
    // 1000 bytes take 1 ms.
    private const long Megabyte = 8_000_000;

    [Validated("I18")]
    public static ValidationRow Bufferbloat()
    {
        RunSummary summary = Run(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "topologies", "bufferbloat.yaml")));
        PingRecord ping = summary.Applications.OfType<PingRecord>().First(ping => ping.Node == "bloated");
        const double Line = 40.0, OnePacket = 12.2, Full = 256 * 1024 * 8 / 1e3;
        return new ValidationRow("topologies/bufferbloat.yaml: 1 Mbit/s, drop-tail of 256 KiB, a greedy upload, 40 pings", "standing delay ≤ B·8/C, and one packet")
            .Expect("greatest delay of the queue, ms", Full + OnePacket, (ping.RoundTrip.Max.Nanoseconds / 1e6) - Line, Tolerance.AtMost)
            .Expect("mean delay of the queue, ms", Full / 2, (ping.RoundTrip.Mean.Nanoseconds / 1e6) - Line, Tolerance.AtLeast);
    }

    [Validated("I19")]
    public static ValidationRow Bufferbloat_cured_by_CoDel()
    {
        RunSummary summary = Run(Uplink("kind: codel", rate: "10 Mbit/s", flows: 1, seconds: 60));
        DirectionSummary narrow = summary.Links.Single(link => link.Id == "narrow").AToB;
        QueueCounters queue = narrow.Queued!.Value;
        return new ValidationRow("10 Mbit/s, round trip 50 ms, CoDel with target 5 ms and interval 100 ms, a greedy upload of 60 s", "RFC 8289")
            .Expect("mean delay of the queue, ms", 10, queue.Waited.TotalMilliseconds / queue.Sent, Tolerance.AtMost)
            .Expect("utilisation, %", 90, narrow.Bytes * 8 / 10e6 / 60 * 100, Tolerance.AtLeast);
    }

    [Validated("I20")]
    public static ValidationRow Control_law()
    {
        QueueLine line = QueueLine.Of(Megabyte, QueueLine.Plan(QueueKind.CoDel));
        List<double> drops = [];
        for (Instant now = Instant.Zero; drops.Count < 6; now += new Duration(500_000))
        {
            long before = line.Dropped(DropReason.Congested);
            line.Offer(now, new Sample(1000));
            for (; before < line.Dropped(DropReason.Congested); before++) drops.Add(now.Nanoseconds / 1e6);
        }
        line.RunOut();
        var row = new ValidationRow("CoDel, twice what the link takes, from a sender that does not answer; 1 ms for each packet", "drop k at t0 + 100 ms · Σ 1/√i");
        double expected = 0;
        for (int k = 1; k < drops.Count; k++)
        {
            expected += 100 / Math.Sqrt(k);
            row.Expect($"drop {k + 1}, ms after the first", expected, drops[k] - drops[0], Tolerance.Within(1));
        }
        return row;
    }

    [Validated("I21")]
    public static ValidationRow Gaps_of_RED()
    {
        const int Drops = 100_000, Waiting = 20;
        QueuePlan plan = QueueLine.Plan(QueueKind.Red, new QueueLimit(QueueUnit.Bytes, 100_000),
            (QueueParameter.Min, 10_000), (QueueParameter.Max, 30_000), (QueueParameter.Probability, 20_000_000), (QueueParameter.Burst, 20));
        long dropped = 0;
        var site = new QueueSite(LinkType.Raw, static purpose => new(1, "links/red/a-to-b", purpose), (packet, _) =>
        {
            dropped++;
            packet.Return();
        }) { Rate = Megabyte };
        var queue = new RedQueue(plan, site);
        QueueLine maker = QueueLine.Of(Megabyte, plan);
        // Every packet finds the same 20 kB, so that the average comes to rest at 20 kB.
        for (int i = 0; i < Waiting; i++) queue.Enqueue(maker.Make(new Sample(1000)), Instant.Zero);
        for (int i = 0; i < 100_000; i++) Offer();
        double gap = 0, sum = 0, squares = 0;
        for (dropped = 0; dropped < Drops;)
        {
            gap++;
            long before = dropped;
            Offer();
            if (dropped == before) continue;
            if (dropped > 1) (sum, squares) = (sum + gap, squares + (gap * gap));
            gap = 0;
        }
        double mean = sum / (Drops - 1), variance = (squares / (Drops - 1)) - (mean * mean);
        return new ValidationRow("RED without changes of the average: min 10 kB, max 30 kB, probability 2 %, always 20 kB; 100 000 drops", "p = 1 %: gaps uniform on 1 … 1/p")
            .Expect("mean gap, packets", 50.5, mean, Tolerance.Percent(3))
            .Expect("variance of the gaps", 9999 / 12.0, variance, Tolerance.Percent(3));

        void Offer()
        {
            long before = dropped;
            queue.Enqueue(maker.Make(new Sample(1000)), Instant.Zero);
            if (dropped == before) queue.Dequeue(Instant.Zero)!.Return();
        }
    }

    [Validated("I29")]
    public static ValidationRow Two_like_flows_share()
    {
        var row = new ValidationRow("two CUBIC uploads of 300 s over one link of 2 Mbit/s, round trip 50 ms", "Jain (Σx)²/(nΣx²)");
        foreach (string kind in (string[])["fq_codel", "drr"])
        {
            RunSummary summary = Run(Uplink($"kind: {kind}, limit: 100 packets", rate: "2 Mbit/s", flows: 2, seconds: 300));
            double[] shares = [.. summary.Flows.Where(flow => flow.IsActive).Select(flow => (double)flow.Info.BytesAcknowledged)];
            Assert.Equal(2, shares.Length);
            row.Expect($"{kind}: index of fairness", 0.999, Statistics.Jain(shares), Tolerance.AtLeast);
        }
        return row;
    }

    [Validated("I31")]
    public static ValidationRow Deficit_round_robin()
    {
        int[] lengths = [64, 576, 1500];
        const int Quantum = 1514, Rounds = 2000;
        QueueLine line = QueueLine.Of(Megabyte, QueueLine.Plan(QueueKind.Drr, new QueueLimit(QueueUnit.Packets, 10_000), (QueueParameter.Quantum, Quantum)));
        var sent = new double[lengths.Length];
        double widest = 0;
        line.OnDeparture = departure =>
        {
            sent[departure.Packet.Flow] += departure.Packet.Length;
            // All have their share of the first packet already, which found nothing to wait for.
            widest = Math.Max(widest, sent.Max() - sent.Min());
            Backlog(departure.Packet.Flow, 1, departure.Start);
        };
        for (ushort flow = 0; flow < lengths.Length; flow++) Backlog(flow, 100, Instant.Zero);
        line.RunTo(new Instant(Rounds * (long)Quantum * lengths.Length * 1000));
        double sum = sent.Sum();
        var row = new ValidationRow("DRR with a quantum of 1514 B, three greedy flows of 64, 576 and 1500 B packets, 2000 rounds", "each 1/3, within one quantum in a round");
        for (int flow = 0; flow < lengths.Length; flow++)
            row.Expect($"share of the flow of {lengths[flow]} B packets, %", 100 / 3.0, 100 * sent[flow] / sum, Tolerance.Within(0.0167));
        return row.Expect("greatest distance between two flows at any time, bytes", Quantum + 1500, widest, Tolerance.AtMost);

        void Backlog(ushort flow, int packets, Instant now)
        {
            for (int i = 0; i < packets; i++)
            {
                Packet packet = line.Make(new Sample(lengths[flow]) { Flow = flow });
                line.Core.Send(now, packet, packet.Length, out _);
            }
        }
    }

    private static string Uplink(string queue, string rate, int flows, int seconds) => $$"""
        name: uplink
        time: { mode: virtual, stop: {{seconds}} s }
        defaults: { link: { rate: 1 Gbit/s, delay: 10 us } }
        routing: static-shortest
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.1.2/24 } }
            apps: [{{string.Join(", ", Enumerable.Repeat("bulk: { to: b }", flows).Select(app => $"{{ {app} }}"))}}]
          r:
            kind: router
            interfaces: { eth0: { address: 10.0.1.1/24 }, eth1: { address: 10.0.2.1/24 } }
          b:
            kind: host
            interfaces: { eth0: { address: 10.0.2.2/24 } }
            apps: [ { sink: {} } ]
        links:
          - { endpoints: ["a:eth0", "r:eth0"] }
          - { endpoints: ["r:eth1", "b:eth0"], id: narrow, rate: {{rate}}, delay: 25 ms, queue: { {{queue}} }, reverse: { queue: { kind: droptail } } }
        """;

    private static RunSummary Run(string text)
    {
        TopologyLoad load = TopologyLoader.LoadText(text, "validation.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run) return run.Run();
    }
}
