using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Running;

/// <summary>
/// What a file may expect, of a network whose middle link is down from 5 s to 8 s: which comparison holds, and what is told of those that do not.
/// Each run is made with 1, 2 and 8 lanes, and must tell the same.
/// </summary>
public sealed class ExpectationTests
{
    private const string Network = """
        name: expecting
        time: { mode: virtual, stop: 20 s }
        defaults: { link: { rate: 100 Mbit/s, delay: 5 ms } }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.0.1/24 } }
          r1: { kind: router, interfaces: { eth0: { address: 10.0.0.254/24 }, eth1: { address: 10.0.1.1/30 } } }
          r2: { kind: router, interfaces: { eth0: { address: 10.0.1.2/30 }, eth1: { address: 10.0.2.254/24 } } }
          b:
            kind: host
            interfaces: { eth0: { address: 10.0.2.1/24 } }
            apps: [ http: { port: 80, body: "hello from b\n" } ]
        links:
          - a:eth0 <-> r1:eth0
          - { endpoints: ["r1:eth1", "r2:eth0"], id: middle }
          - r2:eth1 <-> b:eth0
        events:
          - { at: 5 s, for: 3 s, link: middle, set: { state: down } }
        expect:

        """;

    [Theory]
    [InlineData("http: { from: a, url: \"http://b/\" }, status: \"= 200\"", "held http a → http://b/: status = 200 | 200")]
    [InlineData("http: { from: a, url: \"http://b/\" }, status: \"= 404\"", "FAILED http a → http://b/: status = 404 | 200")]
    [InlineData("http: { from: a, url: \"http://b/\" }, body: { contains: from }", "held http a → http://b/: body contains \"from\" | \"hello from b\\n\"")]
    [InlineData("http: { from: a, url: \"http://b/\" }, body: { equals: \"hello from b\" }", "FAILED http a → http://b/: body equals \"hello from b\" | \"hello from b\\n\"")]
    [InlineData("http: { from: a, url: \"http://b/\" }, body: { equals: \"hello from b\\n\" }", "held http a → http://b/: body equals \"hello from b\\n\" | \"hello from b\\n\"")]
    [InlineData("http: { from: a, url: \"http://b:81/\" }, time: \"< 1 s\"", "FAILED http a → http://b:81/: time < 1 s | connection ended: Refused")]
    [InlineData("route: { node: a, to: b }, via: r1", "held route a → b: via r1 | via r1")]
    [InlineData("route: { node: r1, to: b }, via: 10.0.1.2", "FAILED route r1 → b: via 10.0.1.2 | via r2")]
    [InlineData("route: { node: r1, to: b }, via: r2, at: 6 s", "FAILED route r1 → b: via r2 | no route")]
    [InlineData("route: { node: r1, to: b }, present: false, at: 6 s", "held route r1 → b: none | no route")]
    [InlineData("route: { node: r2, to: b }, via: b", "held route r2 → b: via b | via b")]
    [InlineData("route: { node: b, to: b }, present: true", "held route b → b: present | itself")]
    [InlineData("path: { from: a, to: b }, via: [r1, r2]", "held path a → b: via r1, r2 | via r1, r2")]
    [InlineData("path: { from: a, to: b }, via: [r2, r1]", "FAILED path a → b: via r2, r1 | via r1, r2")]
    [InlineData("path: { from: a, to: \"r1:eth0\" }, via: []", "held path a → r1:eth0: direct | direct")]
    [InlineData("path: { from: a, to: b }, via: [r1, r2], at: 6 s", "FAILED path a → b: via r1, r2 | via r1, then network unreachable (from 10.0.0.254)")]
    [InlineData("packets: { interface: \"b:eth0\" }, count: \"= 0\", at: 1 s", "held packets b:eth0: count = 0 | 0")]
    public void One_try_tells_what_it_has_seen(string expectation, string expected) => Assert.Equal([expected], Run($"  - {{ {expectation} }}\n"));

    [Fact]
    public void What_holds_in_time_is_told_with_its_time() =>
        Assert.Matches(
            @"^held ping a → b: loss = 0 %, within 10 s \| 0 %, at 8\.0\d+ s \(try 5\)$",
            Assert.Single(Run("  - { ping: { from: a, to: b, count: 1 }, loss: \"= 0 %\", at: 6 s, within: 10 s, every: 500 ms }\n")));

    [Fact]
    public void What_does_not_hold_in_time_fails_with_what_was_seen_last() =>
        Assert.Equal(
            [
                "FAILED ping a → b: loss = 0 %, within 2 s | 100 %, the last of 4 tries",
                "FAILED route r1 → b: via r2, within 1 s | no route, the last of 11 tries",
                "held route r1 → b: via r2, within 3 s | via r2, at 8 s (try 30)",
            ],
            Run("""
                  - { ping: { from: a, to: b, count: 1 }, loss: "= 0 %", at: 5.5 s, within: 2 s, every: 500 ms }
                  - { route: { node: r1, to: b }, via: r2, at: 5.1 s, within: 1 s }
                  - { route: { node: r1, to: b }, via: r2, at: 5.1 s, within: 3 s }

                """));

    [Fact]
    public void What_does_not_hold_once_does_not_always() =>
        Assert.Equal(
            [
                "FAILED http a → http://b/: status = 200, always | no answer, at 6 s (try 6)",
                "held http a → http://b/: status = 200, always | 200, the last of 12 tries",
                "FAILED route r1 → b: via r2, always | no route, at 5 s (try 51)",
            ],
            Run("""
                  - { http: { from: a, url: "http://b/" }, status: "= 200", always: true, every: 1 s }
                  - { http: { from: a, url: "http://b/" }, status: "= 200", always: true, every: 1 s, at: 8.5 s }
                  - { route: { node: r1, to: b }, via: r2, always: true }

                """));

    [Fact]
    public void Frames_count_from_when_they_are_expected()
    {
        string[] told = Run("""
              - { ping: { from: a, to: b, count: 2 }, loss: "= 0 %" }
              - { packets: { interface: "r1:eth1" }, count: ">= 4" }
              - { packets: { interface: "r1:eth1" }, count: "= 0", at: 3 s }
              - { packets: { interface: "r1:eth1" }, count: "< 3", always: true, every: 1 s }
              - { packets: { interface: "r1:eth1" }, count: ">= 1", within: 1 s, every: 10 ms }

            """);
        Assert.Equal("held packets r1:eth1: count >= 4 | 6", told[1]);
        Assert.Equal("held packets r1:eth1: count = 0 | 0", told[2]);
        Assert.StartsWith("FAILED packets r1:eth1: count < 3, always | 4, at 1 s (try 2)", told[3]);
        Assert.StartsWith("held packets r1:eth1: count >= 1, within 1 s | 1, at 20 ms (try 3)", told[4]);
    }

    [Fact]
    public void A_node_that_boots_goes_on_trying()
    {
        string told = Assert.Single(Run(
            "  - { http: { from: a, url: \"http://b/\" }, status: \"= 200\", at: 5.5 s, within: 10 s, every: 1 s }\n", "  - { at: 7.2 s, node: a, restart: true }\n"));
        Assert.Matches(@"^held http a → http://b/: status = 200, within 10 s \| 200, at 8\.\d+ s \(try \d\)$", told);
    }

    private static string[] Run(string expectations, string events = "")
    {
        string text = Network.Replace("expect:\n", events + "expect:\n", StringComparison.Ordinal) + expectations;
        TopologyLoad load = TopologyLoader.LoadText(text, "expecting.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        string[] one = Run(load.Plan, lanes: 1);
        Assert.Equal(one, Run(load.Plan, lanes: 2));
        Assert.Equal(one, Run(load.Plan, lanes: 8));
        return one;
    }

    private static string[] Run(TopologyPlan plan, int lanes)
    {
        var pool = new DiagnosticPacketPool();
        Assert.True(SimulationRun.Open(plan, new RunOptions { Lanes = lanes, Pool = () => pool }).TryGet(out SimulationRun? run, out _));
        using (run)
        {
            return [.. run.Run().Expectations.Select(one => $"{(one.Held ? "held" : "FAILED")} {one.Text} | {one.Seen}")];
        }
    }
}
