using NetSim.Devices.Filtering;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Show;
using NetSim.Wire.Capture;

namespace NetSim.Simulation.Tests.Running;

/// <summary>Packet filters in a file: what is captured, what counts for an expectation, what an event waits for.</summary>
public sealed class FilterTests
{
    private const string Network = """
        name: filtered
        time: { mode: virtual, stop: 20 s }
        defaults: { link: { rate: 100 Mbit/s, delay: 5 ms } }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.0.1/24 } }
            apps: [ ping: { to: b, count: 5 }, http-client: { url: "http://b/", count: 2 } ]
          b:
            kind: host
            interfaces: { eth0: { address: 10.0.0.2/24 } }
            apps: [ http: { port: 80, body: "hello\n" } ]
        links: [ { endpoints: ["a:eth0", "b:eth0"], id: cable } ]

        """;

    [SkippableFact]
    public void A_filter_says_which_packets_are_captured_count_and_are_waited_for()
    {
        Skip.IfNot(FilterCompiler.IsThere, "libpcap is not installed");
        string folder = Directory.CreateTempSubdirectory("netsim-filter-").FullName;
        try
        {
            TopologyLoad load = TopologyLoader.LoadText(Network + """
                events: [ { when: { interface: "b:eth0", frames: 6, filter: "icmp" }, link: cable, set: { state: down } } ]
                capture: [ { interface: "a:eth0", file: syn.pcapng, filter: "tcp[tcpflags] & tcp-syn != 0" } ]
                expect:
                  - { packets: { interface: "a:eth0", filter: "tcp[tcpflags] == tcp-syn" }, count: "= 2" }
                  - { packets: { interface: "b:eth0", filter: "icmp[icmptype] == icmp-echoreply" }, count: "= 3" }
                  - { packets: { interface: "b:eth0", filter: "udp" }, count: "> 0" }
                """, "filtered.yaml", new PlanOptions { BaseFolder = folder });
            Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
            Assert.True(SimulationRun.Open(load.Plan, new RunOptions()).TryGet(out SimulationRun? run, out _));
            using (run)
            {
                Assert.Equal(
                    [
                        "True packets a:eth0, tcp[tcpflags] == tcp-syn: count = 2 | 2",
                        "True packets b:eth0, icmp[icmptype] == icmp-echoreply: count = 3 | 3",
                        "False packets b:eth0, udp: count > 0 | 0",
                    ],
                    run.Run().Expectations.Select(one => $"{one.Held} {one.Text} | {one.Seen}"));
            }
            int captured = 0;
            using FileStream file = File.OpenRead(Path.Combine(folder, "syn.pcapng"));
            var reader = new PcapngReader(file);
            while (reader.TryRead(out CaptureRecord record))
            {
                captured++;
                Assert.Equal(2, record.Bytes[14 + 20 + 13] & 2);
            }
            Assert.Equal(4, captured);
            string shown = PlanWriter.ToYaml(load.Plan);
            Assert.Equal(shown, PlanWriter.ToYaml(TopologyLoader.LoadText(shown, "shown.yaml", new PlanOptions { BaseFolder = folder }).Plan!));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_is_no_filter_or_cannot_be_compiled_here_is_told_with_its_place()
    {
        TopologyLoad load = TopologyLoader.LoadText(Network + "capture: [ { interface: \"a:eth0\", file: a.pcapng, filter: \"tcp port\" } ]\n", "filtered.yaml");
        Diagnostic told = Assert.Single(load.Diagnostics);
        Assert.StartsWith(FilterCompiler.IsThere
            ? "filtered.yaml:14:59: error NS0607: capture[0].filter: 'tcp port' is not a packet filter: "
            : "filtered.yaml:14:59: error NS0608: capture[0].filter: packet filters are compiled by libpcap, which is not on this machine", told.ToString());
    }
}
