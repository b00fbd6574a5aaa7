namespace NetSim.Interop.Tests;

/// <summary>Devices in network namespaces that the file names: two real hosts with nothing but a simulated router between them.</summary>
public sealed class NamespaceTests
{
    [SkippableFact]
    public void Two_namespaces_talk_through_a_simulated_router_and_are_as_they_were_afterwards()
    {
        using var machine = new Machine();
        using TestNamespace left = new(), right = new();
        string before = left.Snapshot() + right.Snapshot() + machine.Snapshot();
        string file = machine.Write("relay.yaml", $$"""
            name: relay
            time: { mode: real }
            nodes:
              r:
                kind: router
                interfaces:
                  a: { address: 10.66.1.1/24, tun: { device: ns-a, netns: {{left.Name}}, host: { address: 10.66.1.2/24, routes: [10.66.2.0/24] } } }
                  b: { address: 10.66.2.1/24, tun: { device: ns-b, netns: {{right.Name}}, host: { address: 10.66.2.2/24, routes: [10.66.1.0/24] } } }
            """);
        NetsimResult plan = machine.Run("plan", file);
        Assert.Contains($"ip -n {left.Name} link set dev ns-a up\n", plan.Output);
        Assert.Equal(before, left.Snapshot() + right.Snapshot() + machine.Snapshot());

        using (RunningNetsim run = machine.Start("run", file, "--configure-host"))
        {
            run.WaitForError("ns-a is up");
            run.WaitForError("ns-b is up");
            Assert.Contains("3 received", left.Exec("ping", "-c", "3", "-i", "0.2", "-W", "20", "10.66.2.2"));
            Assert.Contains("3 received", right.Exec("ping", "-c", "3", "-i", "0.2", "-W", "20", "10.66.1.2"));
            Assert.Equal(130, run.Interrupt().Status);
        }

        Assert.Equal(before, left.Snapshot() + right.Snapshot() + machine.Snapshot());
    }

    [SkippableFact]
    public void A_namespace_that_is_not_there_is_told_by_its_name()
    {
        using var machine = new Machine();
        string file = machine.Write("nowhere.yaml", """
            name: nowhere
            nodes: { a: { kind: host, interfaces: { e: { address: 10.0.0.1/24, tun: { device: ns-a, netns: ns-nowhere } } } } }
            """);
        NetsimResult run = machine.Run("run", file);
        Assert.Equal(3, run.Status);
        Assert.Contains("there is no network namespace", run.Errors);
        Assert.Contains("ns-nowhere", run.Errors);
    }
}
