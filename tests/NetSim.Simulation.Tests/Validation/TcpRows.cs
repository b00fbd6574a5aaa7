using NetSim.Simulation.Tests.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>Timers, windows and framing of TCP.</summary>
internal static class TcpRows
{
    [Validated("I10")]
    public static ValidationRow Throughput_of_a_small_window()
    {
        var way = new DirectionPlan { Delay = Duration.FromMilliseconds(50) };
        var settings = TcpSettings.Default with { WindowScale = false, ReceiveBuffer = 65_535 };
        double rate = Goodput(way, way, settings, Duration.FromSeconds(10), Duration.FromSeconds(50));
        return new ValidationRow("window of 65 535 bytes, round trip 100 ms, no loss, no limit of rate", "W·8/RTT")
            .Expect("goodput, Mbit/s", 65_535 * 8 / 0.1 / 1e6, rate / 1e6, Tolerance.Percent(2));
    }

    [Validated("I22")]
    public static ValidationRow Retransmission_timeout()
    {
        var way = new DirectionPlan { Delay = Duration.FromMilliseconds(250) };
        var line = new TcpLine(new RecyclingPacketPool(), seed: 1, way, way);
        (TcpLineEnd client, _) = line.Connect(TcpSettings.Default);
        var timeouts = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            line.RunFor(Duration.FromSeconds(5));
            timeouts.Add(client.Connection!.Info.RetransmissionTimeout.TotalSeconds);
            line.Write(client, new byte[100]);
        }
        line.Abandon();
        return new ValidationRow("constant round trip of 500 ms, one segment at a time", "RFC 6298: SRTT + 4·RTTVAR, RTTVAR·¾ each; at least 1 s")
            .Expect("after the SYN, s", 1.5, timeouts[0], Tolerance.Exact)
            .Expect("after 1 segment, s", 1.25, timeouts[1], Tolerance.Exact)
            .Expect("after 2, s", 1.0625, timeouts[2], Tolerance.Exact)
            .Expect("after 3, s", 1, timeouts[3], Tolerance.Exact)
            .Expect("after 4, s", 1, timeouts[4], Tolerance.Exact);
    }

    [Validated("I23")]
    public static ValidationRow Syn_without_answer()
    {
        var way = new DirectionPlan { Delay = Duration.FromMilliseconds(5) };
        var line = new TcpLine(new RecyclingPacketPool(), seed: 1, way, way);
        line.Links[0].SetState(OperState.Down);
        (TcpLineEnd client, _) = line.Connect(TcpSettings.Default);
        var sent = new List<double>();
        while (line.RunUntil(() => line.Links[0].Counters.Drops[DropReason.NoCarrier] > sent.Count, Duration.FromSeconds(600))) sent.Add(line.Now.TotalSeconds);
        double over = client.Connection!.State == TcpState.Closed ? line.Now.TotalSeconds : double.NaN;
        line.Abandon();
        ValidationRow row = new("a SYN that nobody answers", "RFC 6298: 1 s, doubled each time; RFC 9293: given up after 3 minutes at the least");
        for (int i = 0; i < 8; i++) row.Expect($"SYN {i + 1}, s", (1 << i) - 1, sent.Skip(i).FirstOrDefault(double.NaN), Tolerance.Exact);
        return row.Expect("given up, s", 180, over, Tolerance.AtLeast);
    }

    [Validated("I32")]
    public static ValidationRow Framing_efficiency()
    {
        ValidationRow row = new("link of 1 Gbit/s, full segments with timestamps", "C·1448/(1500 + overhead)");
        foreach ((string what, int overhead) in (ReadOnlySpan<(string, int)>)[("bare IP", 0), ("Ethernet header", 14), ("and preamble, FCS, gap (`overhead: 24 B`)", 38)])
        {
            var there = new DirectionPlan { Rate = new BitRate(1_000_000_000), Delay = new Duration(100_000), Overhead = overhead };
            double rate = Goodput(there, new DirectionPlan { Delay = new Duration(100_000) }, TcpSettings.Default, Duration.FromSeconds(1), Duration.FromSeconds(1));
            row.Expect($"goodput, {what}, Mbit/s", 1000.0 * 1448 / (1500 + overhead), rate / 1e6, Tolerance.Percent(0.01));
        }
        return row;
    }

    /// <summary>Bits per second that a greedy flow brings across, after it has had time to settle.</summary>
    private static double Goodput(DirectionPlan there, DirectionPlan back, TcpSettings settings, Duration settle, Duration length)
    {
        var line = new TcpLine(new RecyclingPacketPool(), seed: 1, there, back);
        (TcpLineEnd client, TcpLineEnd server) = line.Connect(settings);
        client.IsGreedy = server.IsIndifferent = true;
        line.RunFor(settle);
        long before = server.Received;
        line.RunFor(length);
        double rate = (server.Received - before) * 8 / length.TotalSeconds;
        line.Abandon();
        return rate;
    }
}
