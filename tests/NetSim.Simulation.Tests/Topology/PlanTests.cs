using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Topology;

public sealed class PlanTests
{
    private const string TwoHosts = """
        nodes:
          a: { kind: host, interfaces: { eth0: { address: [10.0.0.1/24, "fd00::1/64"] } } }
          b: { kind: host, interfaces: { eth0: { address: ["fd00::2/64", 10.0.0.2/24] } } }
        """;

    private static TopologyLoad Load(string text, PlanOptions? options = null) => TopologyLoader.LoadText($"name: test\n{text}\n", "test.yaml", options);

    private static TopologyPlan Plan(string text, PlanOptions? options = null)
    {
        TopologyLoad load = Load(text, options);
        return load.Plan ?? throw new InvalidOperationException(string.Join('\n', load.Diagnostics));
    }

    [Fact]
    public void Ids_are_places_in_the_order_of_the_file()
    {
        TopologyPlan plan = Plan("""
            nodes:
              z: { kind: host, interfaces: { b: { address: 10.0.0.1/24 }, a: { address: 10.0.1.1/24 } }, apps: [ echo: , sink: ] }
              s: { kind: switch, ports: 2 }
              m: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ sink: ] }
            links: [ "m:eth0 <-> s:2", "z:b <-> s:1" ]
            """);
        Assert.Equal(["z", "s", "m"], plan.Nodes.Select(node => node.Name));
        Assert.Equal([0, 1, 2], plan.Nodes.Select(node => node.Id));
        Assert.Equal(["z:b", "z:a", "s:1", "s:2", "m:eth0"], plan.Interfaces.Select(own => plan.EndpointName(own.Id)));
        Assert.Equal([0, 1, 0, 1, 0], plan.Interfaces.Select(own => own.Index));
        Assert.Equal(["m:eth0--s:2", "z:b--s:1"], plan.Links.Select(link => plan.LinkName(link.Id)));
        Assert.Equal((4, 3), (plan.Links[0].A, plan.Links[0].B));
        Assert.Equal((Attachment.Link, 1, LinkEnd.A), (plan.Interfaces[0].Attachment, plan.Interfaces[0].AttachedTo, plan.Interfaces[0].End));
        Assert.Equal((Attachment.None, -1), (plan.Interfaces[1].Attachment, plan.Interfaces[1].AttachedTo));
        Assert.Equal((Attachment.Link, 1, LinkEnd.B), (plan.Interfaces[2].Attachment, plan.Interfaces[2].AttachedTo, plan.Interfaces[2].End));
        Assert.Equal(["echo", "sink", "sink"], plan.Applications.Select(application => application.Kind));
        Assert.Equal([0, 1, 2], plan.Applications.Select(application => application.Id));
        Assert.Equal(2, plan.ApplicationsOf(0).Length);
        Assert.Equal(2, plan.ApplicationsOf(2)[0].NodeId);
    }

    [Fact]
    public void The_most_specific_word_about_a_link_wins_for_each_property_and_direction()
    {
        TopologyPlan plan = Plan($$"""
            defaults:
              link: { rate: 1 Mbit/s, delay: 1 ms, loss: 1 %, queue: { limit: 10 packets }, reverse: { delay: 2 ms, loss: 2 % } }
            profiles:
              p: { delay: 3 ms, loss: 3 %, reverse: { loss: 4 % } }
            {{TwoHosts}}
            links: [ { endpoints: ["a:eth0", "b:eth0"], profile: p, delay: 5 ms, reverse: { rate: 6 Mbit/s } } ]
            """);
        DirectionPlan there = plan.Links[0].AToB, back = plan.Links[0].BToA;
        Assert.Equal(new BitRate(1_000_000), there.Rate);
        Assert.Equal(Duration.FromMilliseconds(5), there.Delay);
        Assert.Equal("3 %", there.Loss.ToString());
        Assert.Equal(new QueueLimit(QueueUnit.Packets, 10), there.QueueLimit);
        Assert.Equal(new BitRate(6_000_000), back.Rate);
        Assert.Equal(Duration.FromMilliseconds(5), back.Delay);
        Assert.Equal("4 %", back.Loss.ToString());
        Assert.Equal(new QueueLimit(QueueUnit.Packets, 10), back.QueueLimit);
    }

    [Fact]
    public void Links_that_are_alike_share_their_directions()
    {
        TopologyPlan plan = Plan("""
            profiles: { p: { delay: 1 ms } }
            nodes:
              s: { kind: switch, ports: 4 }
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } } }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
            links: [ { endpoints: ["a:eth0", "s:1"], profile: p }, { endpoints: ["b:eth0", "s:2"], profile: p } ]
            """);
        Assert.Same(plan.Links[0].AToB, plan.Links[1].AToB);
        Assert.Same(plan.Links[0].AToB, plan.Links[0].BToA);
    }

    [Fact]
    public void A_link_of_which_nothing_is_said_is_as_netem_without_arguments()
    {
        TopologyPlan plan = Plan(TwoHosts + "\nlinks: [ \"a:eth0 <-> b:eth0\" ]");
        Assert.Equal(DirectionPlan.Default, plan.Links[0].AToB);
        Assert.True(plan.Links[0].AToB.Rate.IsUnlimited);
        Assert.Equal(1500, plan.Links[0].Mtu);
    }

    [Theory]
    [InlineData("", "", "", 1500, 1500)]
    [InlineData("mtu: 9000", "", "", 9000, 9000)]
    [InlineData("", "mtu: 1400", "", 1400, 1400)]
    [InlineData("mtu: 1300", "mtu: 1400", "", 1300, 1400)]
    [InlineData("", "mtu: 1400", "mtu: 2000", 2000, 2000)]
    public void An_mtu_comes_from_the_interface_then_from_the_link(string ofInterface, string ofDefaults, string ofLink, int mtu, int linkMtu)
    {
        TopologyPlan plan = Plan($$"""
            defaults: { link: { {{ofDefaults}} } }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24, {{ofInterface}} } } }
              s: { kind: switch, ports: 1 }
            links: [ { endpoints: ["a:eth0", "s:1"], {{ofLink}} } ]
            """.Replace(", }", " }", StringComparison.Ordinal).Replace(",  }", " }", StringComparison.Ordinal));
        Assert.Equal((mtu, linkMtu, linkMtu), (plan.Interfaces[0].Mtu, plan.Links[0].Mtu, plan.Interfaces[1].Mtu));
    }

    [Fact]
    public void A_mac_address_is_made_from_the_names_and_only_where_there_is_ethernet()
    {
        const string Rest = "\nlinks: [ { endpoints: [\"a:eth0\", \"b:eth0\"] } ]";
        TopologyPlan plan = Plan(TwoHosts + Rest);
        MacAddress mac = plan.Interfaces[0].Mac;
        Assert.False(mac.IsGroup);
        Assert.Equal(2UL, mac.Value >> 40 & 3);
        Assert.NotEqual(mac, plan.Interfaces[1].Mac);
        Assert.Equal(mac, Plan(TwoHosts.Replace("  b:", "  c: { kind: switch, ports: 1 }\n  b:", StringComparison.Ordinal) + Rest).Interfaces[0].Mac);
        TopologyPlan bare = Plan(TwoHosts + Rest.Replace(" }", ", framing: ip }", StringComparison.Ordinal));
        Assert.All(bare.Interfaces, own => Assert.Equal((Framing.Ip, default), (own.Framing, own.Mac)));
    }

    [Fact]
    public void Ten_thousand_made_mac_addresses_are_different()
    {
        TopologyPlan plan = LargeNetworks.Lan(10_000);
        MacAddress[] macs = [.. plan.Interfaces.Where(own => own.Mac != default).Select(own => own.Mac)];
        Assert.Equal(10_001, macs.Length);
        Assert.Equal(macs.Length, macs.Distinct().Count());
    }

    [Fact]
    public void A_name_means_the_first_address_of_a_family_that_both_have()
    {
        const string Hosts = """
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ ping: { to: b }, ping: { to: "b:eth1" }, ping: { to: 10.0.1.2 } ] }
              b: { kind: host, interfaces: { eth0: { address: ["fd00::2/64", 10.0.0.2/24] }, eth1: { address: 10.0.1.2/24 } }, apps: [ ping: { to: a }, ping: { to: b } ] }
            links: [ "a:eth0 <-> b:eth0" ]
            """;
        Target[] targets = [.. Plan(Hosts).Applications.Select(application => ((PingPlan)application).To)];
        Assert.Equal(["10.0.0.2", "10.0.1.2", "10.0.1.2", "10.0.0.1", "fd00::2"], targets.Select(target => target.Address.ToString()));
        Assert.Equal(["b", "b:eth1", "10.0.1.2", "a", "b"], targets.Select(target => target.Text));
    }

    [Theory]
    [InlineData("http://b", "b", "/", "[fd00::2]:80")]
    [InlineData("http://b/", "b", "/", "[fd00::2]:80")]
    [InlineData("HTTP://b:8080/x/y?z=1", "b:8080", "/x/y?z=1", "[fd00::2]:8080")]
    [InlineData("http://b?q", "b", "/?q", "[fd00::2]:80")]
    [InlineData("http://10.0.0.2:81/", "10.0.0.2:81", "/", "10.0.0.2:81")]
    [InlineData("http://[fd00::2]:82/a", "[fd00::2]:82", "/a", "[fd00::2]:82")]
    public void A_url_is_taken_apart(string url, string authority, string path, string server)
    {
        TopologyPlan plan = Plan($"{TwoHosts.Replace("kind: host, interfaces: { eth0: { address: [10", $"kind: host, apps: [ http-client: {{ url: \"{url}\" }} ], interfaces: {{ eth0: {{ address: [10", StringComparison.Ordinal)}\nlinks: [ \"a:eth0 <-> b:eth0\" ]");
        HttpClientPlan client = Assert.IsType<HttpClientPlan>(Assert.Single(plan.Applications));
        Assert.Equal((url, authority, path, server), (client.Url, client.Authority, client.Path, new IpEndpoint(client.Host.Address, client.Port).ToString()));
    }

    [Theory]
    [InlineData("", false, TimeMode.Virtual, 1)]
    [InlineData("", true, TimeMode.Real, 1)]
    [InlineData("time: { mode: auto }", false, TimeMode.Virtual, 1)]
    [InlineData("time: { mode: real }", false, TimeMode.Real, 1)]
    [InlineData("time: { mode: { scale: 0.5 } }", true, TimeMode.Real, 0.5)]
    public void The_clock_is_decided_when_the_file_is_read(string time, bool hasDevice, TimeMode mode, double scale)
    {
        string tun = hasDevice ? ", tun: { device: t0 }" : "";
        TopologyPlan plan = Plan($"{time}\nnodes: {{ a: {{ kind: host, interfaces: {{ eth0: {{ address: 10.0.0.1/24{tun} }} }} }} }}");
        Assert.Equal(new TimePlan(mode, scale, null), plan.Time);
    }

    [Fact]
    public void What_the_user_says_beside_the_file_wins()
    {
        PlanOptions options = new() { Seed = 7, Stop = Duration.FromSeconds(3), TimeMode = TimeMode.Real };
        TopologyPlan plan = Plan($"seed: 1\ntime: {{ mode: virtual, stop: 9 s }}\n{TwoHosts}", options);
        Assert.Equal(7UL, plan.Seed);
        Assert.Equal(new TimePlan(TimeMode.Real, 1, Duration.FromSeconds(3)), plan.Time);
    }

    [Fact]
    public void A_stop_time_beside_the_file_lets_an_endless_sender_run()
    {
        string text = TwoHosts.Replace("b: { kind: host,", "b: { kind: host, apps: [ sink: , bulk: { to: a } ],", StringComparison.Ordinal) + "\nlinks: [ \"a:eth0 <-> b:eth0\" ]";
        Assert.Contains(Load(text).Diagnostics, diagnostic => diagnostic.Code == DiagnosticCode.NeverEnds);
        Assert.NotNull(Load(text, new PlanOptions { Stop = Duration.FromSeconds(1) }).Plan);
    }

    [Fact]
    public void Events_come_in_the_order_of_time_and_then_of_the_file()
    {
        TopologyPlan plan = Plan(TwoHosts + """

            links: [ { endpoints: ["a:eth0", "b:eth0"], id: wan } ]
            events:
              - { at: 3 s, link: wan, reset: true }
              - { at: 1 s, link: "b:eth0", set: { loss: 5 %, reverse: { delay: 1 ms } } }
              - { at: 1 s, interface: "a:eth0", set: { state: down } }
              - { at: 1 s, interface: "a:eth0", reset: true }
            """);
        LinkChangePlan change = Assert.IsType<LinkChangePlan>(plan.Events[0]);
        Assert.Null(change.State);
        Assert.Equal("5 %", change.AToB.Loss.ToString());
        Assert.Null(change.AToB.Delay);
        Assert.Equal("5 %", change.BToA.Loss.ToString());
        Assert.Equal(Duration.FromMilliseconds(1), change.BToA.Delay);
        Assert.Equal(OperState.Down, Assert.IsType<InterfaceChangePlan>(plan.Events[1]).State);
        Assert.IsType<InterfaceResetPlan>(plan.Events[2]);
        Assert.Equal(Duration.FromSeconds(3), Assert.IsType<LinkResetPlan>(plan.Events[3]).At);
    }

    [Fact]
    public void Of_a_rate_and_a_trace_the_one_holds_that_is_said_last()
    {
        var options = new PlanOptions { BaseFolder = RepositoryFiles.Bad };
        const string Trace = "trace: { file: link-good.trace }";
        TopologyPlan plan = Plan(TwoHosts + $$"""

            defaults: { link: { rate: 1 Mbit/s, delay: 1 ms } }
            links: [ { endpoints: ["a:eth0", "b:eth0"], id: wan, {{Trace}}, reverse: { rate: 2 Mbit/s } } ]
            events: [ { at: 1 s, link: wan, set: { rate: 3 Mbit/s, reverse: { {{Trace}} } } } ]
            """, options);
        (DirectionPlan there, DirectionPlan back) = (plan.Links[0].AToB, plan.Links[0].BToA);
        Assert.Equal([1, 5, 5, 9], there.Trace.Milliseconds.ToArray());
        Assert.True(there.Rate.IsUnlimited);
        Assert.Equal((2_000_000, true), (back.Rate.BitsPerSecond, back.Trace.IsNone));
        LinkChangePlan change = Assert.IsType<LinkChangePlan>(plan.Events[0]);
        Assert.Equal((3_000_000, true), (there.Patched(change.AToB).Rate.BitsPerSecond, there.Patched(change.AToB).Trace.IsNone));
        Assert.Equal((0, false), (back.Patched(change.BToA).Rate.BitsPerSecond, back.Patched(change.BToA).Trace.IsNone));
    }

    [Fact]
    public void A_latency_is_a_limit_as_tc_reckons_it()
    {
        TopologyPlan plan = Plan(TwoHosts + """

            links:
              - endpoints: ["a:eth0", "b:eth0"]
                delay: 1 ms
                bucket: { rate: 8 Mbit/s, burst: 15 KB, latency: 50 ms }
                reverse: { bucket: { rate: 8 Mbit/s, burst: 15 KB, peakrate: 8.8 Mbit/s, mtu: 2 KB, latency: 50 ms } }
            """);
        Assert.Equal(50_000 + 15_000, plan.Links[0].AToB.Bucket.Limit.Bytes);
        Assert.Equal(55_000 + 2_000, plan.Links[0].BToA.Bucket.Limit.Bytes);
    }

    [Fact]
    public void Of_four_states_the_burst_ends_at_once_unless_it_is_said_how()
    {
        TopologyPlan plan = Plan(TwoHosts + """

            links: [ { endpoints: ["a:eth0", "b:eth0"], delay: 1 ms, loss: { model: state, p13: 2 % } } ]
            """);
        FourStateLoss chain = plan.Links[0].AToB.StateLoss!;
        Assert.Equal("98 %", chain.P31.ToString());
        Assert.Equal(("0 %", "100 %", "0 %"), (chain.P32.ToString(), chain.P23.ToString(), chain.P14.ToString()));
    }

    [Fact]
    public void Tcp_settings_come_from_the_node_then_from_the_defaults()
    {
        TopologyPlan plan = Plan("defaults: { tcp: { congestion: newreno } }\n" + TwoHosts.Replace("a: { kind: host,", "a: { kind: host, tcp: { sack: false },", StringComparison.Ordinal));
        Assert.Equal(new TcpPlan(CongestionControl.NewReno, Sack: false), plan.Nodes[0].Tcp);
        Assert.Equal(new TcpPlan(CongestionControl.NewReno, Sack: true), plan.Nodes[1].Tcp);
    }

    [Fact]
    public void The_builder_keeps_the_order_of_the_plan()
    {
        TopologyPlanBuilder builder = new("built");
        int a = builder.AddNode("a", NodeKind.Host);
        int eth0 = builder.AddInterface(a, "eth0", [new IpPrefix(IpAddress.FromIPv4(10, 0, 0, 1), 24)]);
        int b = builder.AddNode("b", NodeKind.Host);
        Assert.Throws<InvalidOperationException>(() => builder.AddInterface(a, "eth1", []));
        int other = builder.AddInterface(b, "eth0", [new IpPrefix(IpAddress.FromIPv4(10, 0, 0, 2), 24)]);
        builder.AddApplication(new SinkPlan { NodeId = b });
        builder.AddApplication(new PingPlan { NodeId = a, To = new Target("b", IpAddress.FromIPv4(10, 0, 0, 2)) });
        builder.AddRoute(a, IpPrefix.DefaultIPv4, IpAddress.FromIPv4(10, 0, 0, 2));
        Assert.Throws<ArgumentException>(() => builder.AddRoute(a, IpPrefix.DefaultIPv4, IpAddress.FromIPv4(10, 9, 9, 9)));
        builder.AddLink(eth0, other);
        Assert.Throws<InvalidOperationException>(() => builder.AddLink(eth0, other));
        TopologyPlan plan = builder.Build(RoutingKind.None);
        Assert.Equal(["ping", "sink"], plan.Applications.Select(application => application.Kind));
        Assert.Equal(new RoutePlan(IpPrefix.DefaultIPv4, IpAddress.FromIPv4(10, 0, 0, 2), 0), Assert.Single(plan.Nodes[0].Routes));
    }

    [Fact]
    public void Nothing_of_a_file_moves_the_cursor_of_a_terminal()
    {
        TopologyLoad load = Load("nodes: { \"\\e[31m\": { kind: host, interfaces: { \"\\u202e\": { address: 10.0.0.0/24 } }, apps: [ ping: { to: \"\\a\" } ] } }");
        Assert.NotEmpty(load.Diagnostics);
        Assert.All(load.Diagnostics, diagnostic => Assert.DoesNotContain(diagnostic.ToString(), c => char.IsControl(c) || c == '\u202e'));
    }
}
