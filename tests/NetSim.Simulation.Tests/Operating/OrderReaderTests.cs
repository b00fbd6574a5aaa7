using NetSim.Simulation.Tests.Topology;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Operating;

/// <summary>Orders are checked as if they stood in the file, wherever the file lies and whatever else it says.</summary>
public sealed class OrderReaderTests
{
    private static TopologyPlan Load(string file)
    {
        TopologyLoad load = TopologyLoader.LoadFile(Path.Combine(RepositoryFiles.Topologies, file));
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        return load.Plan;
    }

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(RepositoryFiles.Topologies, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_topology_takes_orders(string file)
    {
        TopologyPlan plan = Load(file);
        Order<EventPlan> order = OrderReader.ReadEvent(plan, $"{{ node: {plan.Nodes[0].Name}, set: {{ state: down }}, for: 1 s }}");
        Assert.Empty(order.Problems);
        Assert.Equal(0, Assert.IsType<NodeChangePlan>(order.Plan).NodeId);
        if (plan.Links.IsEmpty) return;
        Order<EventPlan> change = OrderReader.ReadEvent(plan, $$"""{ "link": "{{plan.EndpointName(plan.Links[^1].A)}}", "set": { "loss": "5 %" } }""");
        Assert.Empty(change.Problems);
        Assert.Equal(plan.Links.Length - 1, Assert.IsType<LinkChangePlan>(change.Plan).LinkId);
    }

    [Theory]
    [InlineData("{ when: { interface: 'ann:eth0', frames: 3 }, node: ann, restart: true }", "an order does not wait for anything")]
    [InlineData("{ node: nobody, restart: true }", "there is no node 'nobody'")]
    [InlineData("[ 1 ]", "a mapping")]
    [InlineData("{ node: ann, restart: true", "")]
    public void What_is_no_order_is_refused_with_a_reason(string text, string reason)
    {
        Order<EventPlan> order = OrderReader.ReadEvent(Load("switch-lan.yaml"), text);
        Assert.Null(order.Plan);
        Assert.Contains(reason, string.Join('\n', order.Problems));
        Assert.NotEmpty(order.Problems);
    }

    [Fact]
    public void An_application_runs_on_hosts_and_routers_only()
    {
        TopologyPlan plan = Load("switch-lan.yaml");
        Assert.Contains("neither a host nor a router", Assert.Single(OrderReader.ReadApplication(plan, "sw1", "ping: { to: ann }").Problems));
        PingPlan ping = Assert.IsType<PingPlan>(OrderReader.ReadApplication(plan, "bob", "ping: { to: ann, count: 3 }").Plan);
        Assert.Equal((-1, 3, "bob"), (ping.Id, ping.Count, plan.Nodes[ping.NodeId].Name));
    }
}
