using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Running;

/// <summary>Hubs, mirrored ports and VLANs of interfaces, in a run.</summary>
public sealed class NodeKindTests
{
    private const string Head = "name: test\ntime: { mode: virtual, stop: 10 s }\ndefaults: { link: { rate: 1 Gbit/s, delay: 1 ms } }\n";

    [Fact]
    public void A_hub_lets_everybody_hear_everything()
    {
        RunSummary summary = Run("""
            nodes:
              hub: { kind: hub, ports: 3 }
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 3 } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
              c: { kind: host, interfaces: { eth0: { address: 10.0.0.3/24 } } }
            links: ["a:eth0 <-> hub:1", "b:eth0 <-> hub:2", "c:eth0 <-> hub:3"]
            """);
        // Three echoes, three replies, a question and an answer of ARP.
        Assert.Equal(8, summary.Nodes[0].Forwarded);
        Assert.Equal(8, summary.Nodes[3].Received);
        Assert.Contains(summary.Nodes[3].Drops, drop => drop is { Reason: DropReason.NotForUs, Count: 7 });
        Assert.Equal(3, Assert.IsType<PingRecord>(summary.Applications[0]).Received);
    }

    [Fact]
    public void A_mirrored_port_gives_a_copy_of_both_directions()
    {
        RunSummary summary = Run("""
            nodes:
              sw: { kind: switch, ports: 4, mirror: { from: 1, to: 4 } }
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 3 } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
              c: { kind: host, interfaces: { eth0: { address: 10.0.0.3/24 } } }
              spy: { kind: host, interfaces: { eth0: { address: 192.168.0.1/32 } } }
            links: ["a:eth0 <-> sw:1", "b:eth0 <-> sw:2", "c:eth0 <-> sw:3", "spy:eth0 <-> sw:4"]
            """);
        Assert.Equal(8, summary.Nodes[4].Received);
        Assert.Equal(1, summary.Nodes[3].Received);
    }

    [Fact]
    public void A_frame_as_long_as_the_MTU_allows_has_room_for_its_tag()
    {
        RunSummary summary = Run("""
            nodes:
              a: { kind: host, interfaces: { eth0: {}, v: { vlan: { link: eth0, id: 7 }, address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 2, size: 1472 } } ] }
              b: { kind: host, interfaces: { eth0: {}, v: { vlan: { link: eth0, id: 7 }, address: 10.0.0.2/24 } } }
            links: ["a:eth0 <-> b:eth0"]
            """);
        Assert.Equal(2, Assert.IsType<PingRecord>(summary.Applications[0]).Received);
        // 14 bytes of Ethernet, 4 of the tag, 1500 of IP: three frames each way, the first of them ARP.
        Assert.Equal(2 * 1518 + 46, summary.Links[0].AToB.Bytes);
        Assert.Empty(summary.Links[0].AToB.Drops);
    }

    [Fact]
    public void What_is_set_down_is_down_for_its_VLANs()
    {
        RunSummary summary = Run("""
            nodes:
              a: { kind: host, interfaces: { eth0: {}, v: { vlan: { link: eth0, id: 7 }, address: 10.0.0.1/24 } } }
              b: { kind: host, interfaces: { eth0: {}, v: { vlan: { link: eth0, id: 7 }, address: 10.0.0.2/24 } }, apps: [ { ping: { to: a, count: 6, every: 1 s } } ] }
            links: ["a:eth0 <-> b:eth0"]
            events:
              - { at: 1.5 s, interface: "a:eth0", set: { state: down } }
              - { at: 3.5 s, interface: "a:eth0", set: { state: up } }
            """);
        Assert.Equal(4, Assert.IsType<PingRecord>(summary.Applications[0]).Received);
        Assert.Contains(summary.Nodes[0].Drops, drop => drop is { Reason: DropReason.NoCarrier, Count: 2 });
    }

    private static RunSummary Run(string body)
    {
        TopologyLoad load = TopologyLoader.LoadText(Head + body, "test.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        var pool = new DiagnosticPacketPool();
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions { Pool = () => pool }).TryGet(out SimulationRun? run, out _));
        RunSummary summary;
        using (run) summary = run.Run();
        pool.AssertAllReturned();
        return summary;
    }
}
