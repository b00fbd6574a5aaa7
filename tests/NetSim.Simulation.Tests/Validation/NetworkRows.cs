using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Running;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>Whole networks from a file's text, and the switch.</summary>
internal static class NetworkRows
{
    private const string Chain = """
        name: chain
        time: { mode: virtual, stop: 10 s }
        defaults: { link: { rate: 10 Mbit/s, delay: 5 ms, framing: ip } }
        routing: { kind: static-shortest }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.1.1/24 } }
            apps: [ { ping: { to: b, count: 5, size: 1472 } } ]
          r1: { kind: router, interfaces: { eth0: { address: 10.0.1.2/24 }, eth1: { address: 10.0.2.1/24 } } }
          r2: { kind: router, interfaces: { eth0: { address: 10.0.2.2/24 }, eth1: { address: 10.0.3.2/24 } } }
          b: { kind: host, interfaces: { eth0: { address: 10.0.3.1/24 } } }
        links: [ "a:eth0 <-> r1:eth0", "r1:eth1 <-> r2:eth0", "r2:eth1 <-> b:eth0" ]
        """;

    [Validated("I9")]
    public static ValidationRow Ping_across_three_links()
    {
        PingRecord ping = Run(Chain).Applications.OfType<PingRecord>().Single();
        return new ValidationRow("host, router, router, host; links of 10 Mbit/s and 5 ms; ping with packets of 1500 bytes", "2·Σ(L·8/C + delay)")
            .Expect("answers", 5, ping.Received, Tolerance.Exact)
            .Expect("least round trip, ms", 37.2, ping.RoundTrip.Min.Nanoseconds / 1e6, Tolerance.Exact)
            .Expect("greatest round trip, ms", 37.2, ping.RoundTrip.Max.Nanoseconds / 1e6, Tolerance.Exact);
    }

    [Validated("I33")]
    public static ValidationRow Learning_switch()
    {
        var fabric = new LearningSwitch(3, SwitchPlan.Default);
        for (int port = 0; port < 3; port++) fabric.SetPort(port, canPass: true);
        var pool = new RecyclingPacketPool();
        int unknown = Copies(0, from: 1, to: 2, port: 0);
        int answer = Copies(1, from: 2, to: 1, port: 1);
        int known = Copies(2, from: 1, to: 2, port: 0);
        int justBefore = Copies(300_000_000_000, from: 3, to: 2, port: 2);
        int aged = Copies(300_000_000_001, from: 3, to: 2, port: 2);
        return new ValidationRow("learning switch with 3 hosts; stations age after 300 s", "802.1D: unknown is flooded, known goes by one port")
            .Expect("first frame to somebody unknown, copies", 2, unknown, Tolerance.Exact)
            .Expect("its answer, copies", 1, answer, Tolerance.Exact)
            .Expect("the next frame, copies", 1, known, Tolerance.Exact)
            .Expect("1 ns before 300 s after it was heard, copies", 1, justBefore, Tolerance.Exact)
            .Expect("300 s after it was heard, copies", 2, aged, Tolerance.Exact);

        int Copies(long now, byte from, byte to, int port)
        {
            Packet frame = pool.Rent(60);
            EthernetHeader.Write(frame.Append(60), new MacAddress(0x0200_0000_0000u + to), new MacAddress(0x0200_0000_0000u + from), EtherType.IPv4);
            frame.Ingress = port;
            int goes = fabric.OnFrame(new Instant(now), frame);
            if (goes != LearningSwitch.Nowhere) frame.Return();
            return goes == LearningSwitch.Flood ? Enumerable.Range(0, 3).Count(out_ => fabric.TakesFlood(out_, port)) : goes >= 0 ? 1 : 0;
        }
    }

    public static RunSummary Run(string text)
    {
        TopologyLoad load = TopologyLoader.LoadText(text, "validation.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run) return run.Run();
    }
}
