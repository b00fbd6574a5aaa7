namespace NetSim.Cli.Tests;

/// <summary><c>netsim import</c>: what it writes is a good file, and what it leaves out is said.</summary>
public sealed class ImportTests
{
    private const string Lab = """
        name: clos
        mgmt: { network: custom }
        topology:
          kinds: { nokia_srlinux: { image: ghcr.io/nokia/srlinux } }
          groups: { servers: { kind: linux } }
          defaults: { kind: nokia_srlinux }
          nodes:
            leaf1: { startup-config: leaf1.cfg }
            leaf2: { kind: arista_ceos, startup-config: leaf2.cfg }
            br1: { kind: bridge }
            br2: { kind: ovs-bridge }
            client1: { group: servers, binds: ["a:/b"] }
            client2: { kind: linux, image: "alpine:3" }
            "frr 1": { kind: linux, image: "quay.io/frrouting/frr:9" }
          links:
            - endpoints: ["leaf1:ethernet-1/1", "leaf2:eth1"]
            - endpoints: ["leaf1:e1-2", "br1:p1"]
            - endpoints: [{ node: client1, interface: eth1 }, { node: br1, interface: p2 }]
            - endpoints: ["br1:p3", "br2:p1"]
            - endpoints: ["br1:p4", "br2:p2"]
            - endpoints: ["client2:eth1", "br2:p3"]
            - endpoints: ["frr 1:eth1", "leaf2:eth2"]
              mtu: 9000
            - endpoints: ["leaf2:eth3", "host:veth7"]
        """;

    [Fact]
    public void A_containerlab_becomes_hosts_routers_and_switches_with_addresses()
    {
        using var folder = new TestFolder();
        NetsimResult result = Netsim.Run("import", folder.Write("clos.clab.yml", Lab));
        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("name: clos\n", result.Output);
        Assert.Contains("  br1: { kind: switch, ports: 3 }\n", result.Output.Replace("ports: 4", "ports: 3", StringComparison.Ordinal));
        Assert.Contains("  leaf1:\n    kind: router\n    interfaces:\n      ethernet-1-1: { address: 10.0.0.0/31 }\n", result.Output);
        Assert.Contains("  client1:\n    kind: host\n", result.Output);
        Assert.Contains("  frr-1:\n    kind: router\n", result.Output);
        // Three nodes on two switches, joined: one subnet.
        Assert.Contains("e1-2: { address: 10.0.0.9/29 }", result.Output);
        Assert.Contains("eth1: { address: 10.0.0.11/29 }", result.Output);
        string[] said = result.Errors.Split('\n');
        Assert.Contains(said, line => line.EndsWith("'mgmt' is left out", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("'startup-config' of a node is left out (2 times)", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("'mtu' of a link is left out", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("the link br1:4 <-> br2:2 is left out: it closes a loop of switches, and there is no spanning tree", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("the link leaf2:eth3 <-> host:veth7 is left out: it goes to what is no node of the file", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("they are from 10.0.0.0/8", StringComparison.Ordinal));
        NetsimResult check = Netsim.Run("check", folder.Write("clos.yaml", result.Output));
        Assert.Equal((0, ""), (check.Status, check.Errors));
    }

    [Fact]
    public void What_cannot_be_imported_is_refused_with_its_place()
    {
        using var folder = new TestFolder();
        NetsimResult own = Netsim.Run("import", SourceTree.Topology("hello"));
        Assert.Equal((2, ""), (own.Status, own.Output));
        Assert.Contains("error NS0801: this is no containerlab file", own.Errors);
        NetsimResult shapes = Netsim.Run("import", folder.Write("shapes.yml", "topology:\n  nodes: { a: linux, b: }\n  links: { endpoints: [\"a:e1\", \"b:e1\"] }\n"));
        Assert.Equal((2, ""), (shapes.Status, shapes.Output));
        Assert.Contains("shapes.yml:2:15: error NS0801: topology.nodes.a: a mapping is needed here", shapes.Errors);
        Assert.Contains("shapes.yml:3:10: error NS0801: topology.links: a list of links is needed here", shapes.Errors);
        NetsimResult torn = Netsim.Run("import", folder.Write("torn.graphml", "<graphml>\n <graph>\n"));
        Assert.Equal(2, torn.Status);
        Assert.Contains("torn.graphml:3:1: error NS0801: this is not GraphML: ", torn.Errors);
        NetsimResult bomb = Netsim.Run("import", folder.Write("bomb.graphml", "<!DOCTYPE g [<!ENTITY a \"aa\">]><graphml>&a;</graphml>"));
        Assert.Equal(2, bomb.Status);
        Assert.Contains("error NS0801", bomb.Errors);
        UsageTests.AssertNoTrace(torn);
        NetsimResult small = Netsim.Run("import", folder.Write("lab.yml", Lab), "--pool", "10.0.0.0/30");
        Assert.Equal(2, small.Status);
        Assert.Contains("error NS0802: the pool 10.0.0.0/30 has too few addresses", small.Errors);
        NetsimResult pool = Netsim.Run("import", folder.Write("lab.yml", Lab), "--pool", "fd00::/8");
        Assert.Equal(2, pool.Status);
        Assert.Contains("is not an IPv4 prefix", pool.Errors);
    }
}
