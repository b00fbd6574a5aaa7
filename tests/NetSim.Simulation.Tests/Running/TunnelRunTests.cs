using NetSim.Simulation.Applications.Bulk;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Running;

/// <summary>Tunnels as interfaces, in a run.</summary>
public sealed class TunnelRunTests
{
    private const string Head = "name: test\ntime: { mode: virtual, stop: 10 s }\nrouting: none\ndefaults: { link: { rate: 1 Gbit/s, delay: 1 ms } }\n";

    [Theory]
    [InlineData("mode: ipip, local: 192.0.2.1, remote: 192.0.2.2", "10.9.0.1/30", "10.9.0.2/30", 98 + 20)]
    [InlineData("mode: sit, local: 192.0.2.1, remote: 192.0.2.2", "fd09::1/64", "fd09::2/64", 118 + 20)]
    [InlineData("mode: ip6tnl, local: 'fd00::1', remote: 'fd00::2'", "10.9.0.1/30", "10.9.0.2/30", 98 + 40)]
    [InlineData("mode: gre, key: 5, csum: true, seq: true, local: 'fd00::1', remote: 'fd00::2'", "fd09::1/64", "fd09::2/64", 118 + 56)]
    [InlineData("mode: vxlan, id: 9, dstport: 8472, local: 'fd00::1', remote: 'fd00::2'", "10.9.0.1/30", "10.9.0.2/30", 98 + 70)]
    public void Two_ends_ping_through_every_mode_also_when_one_of_them_has_booted_anew(string tunnel, string a, string b, int length)
    {
        string back = tunnel.Replace("local", "far").Replace("remote", "local").Replace("far", "remote");
        RunSummary summary = Run($$"""
            nodes:
              a:
                kind: host
                interfaces: { eth0: { address: [192.0.2.1/24, 'fd00::1/64'] }, t: { address: '{{a}}', tunnel: { {{tunnel}} } } }
                apps: [ { ping: { to: '{{b.Split('/')[0]}}', count: 4, every: 1 s } } ]
              b: { kind: host, interfaces: { eth0: { address: [192.0.2.2/24, 'fd00::2/64'] }, t: { address: '{{b}}', tunnel: { {{back}} } } } }
            links: [ { endpoints: ["a:eth0", "b:eth0"], id: cable } ]
            events: [ { at: 2.5 s, node: b, restart: true } ]
            """);
        Assert.Equal(4, Assert.IsType<PingRecord>(summary.Applications[0]).Received);
        Assert.True(summary.Links[0].BToA.Bytes >= 4 * length, $"{summary.Links[0].BToA.Bytes} bytes");
    }

    [Fact]
    public void A_tunnel_whose_other_end_is_routed_into_it_says_so()
    {
        RunSummary summary = Run("""
            nodes:
              a:
                kind: host
                interfaces: { eth0: { address: 192.0.2.1/24 }, t: { address: 10.9.0.1/30, tunnel: { mode: gre, local: 192.0.2.1, remote: 198.51.100.2 } } }
                routes: [ { to: 198.51.100.0/24, via: 10.9.0.2 } ]
                apps: [ { ping: { to: 10.9.0.2, count: 3 } } ]
              b: { kind: host, interfaces: { eth0: { address: 192.0.2.2/24 } } }
            links: [ "a:eth0 <-> b:eth0" ]
            """);
        Assert.Contains(summary.Nodes[0].Drops, drop => drop is { Reason: DropReason.TunnelLoop, Count: 3 });
        Assert.Equal(0, Assert.IsType<PingRecord>(summary.Applications[0]).Received);
    }

    [Fact]
    public void What_the_first_link_cannot_take_within_a_tunnel_its_sender_hears_of_at_once()
    {
        RunSummary summary = Run("""
            nodes:
              a:
                kind: router
                interfaces: { eth0: { address: 192.0.2.1/24, mtu: 1400 }, t: { address: 10.9.0.1/30, tunnel: { mode: ipip, local: 192.0.2.1, remote: 192.0.2.2 } }, in: { address: 10.1.0.1/24 } }
              b:
                kind: host
                interfaces: { eth0: { address: 192.0.2.2/24, mtu: 1400 }, t: { address: 10.9.0.2/30, tunnel: { mode: ipip, local: 192.0.2.2, remote: 192.0.2.1 } } }
                routes: [ { to: 10.1.0.0/24, via: 10.9.0.1 } ]
                apps: [ { sink: { port: 5001 } } ]
              c: { kind: host, interfaces: { eth0: { address: 10.1.0.2/24 } }, routes: [ { to: default, via: 10.1.0.1 } ], apps: [ { bulk: { to: 10.9.0.2, port: 5001, bytes: 200 KB } } ] }
            links: [ "a:eth0 <-> b:eth0", "c:eth0 <-> a:in" ]
            """);
        // Nothing longer than the link ever left: the tunnel took 1380 bytes from the first packet on.
        Assert.Empty(summary.Links[0].AToB.Drops);
        Assert.Contains(summary.Nodes[0].Drops, drop => drop.Reason == DropReason.Mtu);
        BulkRecord bulk = Assert.Single(summary.Applications.OfType<BulkRecord>());
        Assert.Equal(200_000, bulk.Bytes);
    }

    private static RunSummary Run(string text)
    {
        TopologyLoad load = TopologyLoader.LoadText(Head + text, "test.yaml");
        Assert.NotNull(load.Plan);
        using SimulationRun run = SimulationRun.Open(load.Plan, new RunOptions { Pool = static () => new DiagnosticPacketPool() }).Value!;
        return run.Run();
    }
}
