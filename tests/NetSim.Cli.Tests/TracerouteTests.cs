using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>A traceroute in the summary, as text and as JSON.</summary>
public sealed class TracerouteTests
{
    private const string Network = """
        name: traceroute
        time: { mode: virtual, stop: 60 s }
        nodes:
          a: { kind: host, interfaces: { e: { address: 10.0.0.2/24 } }, apps: [ { traceroute: { to: b, count: 2, max-hops: 2 } } ] }
          r: { kind: router, interfaces: { w: { address: 10.0.0.1/24 }, e: { address: 10.0.1.1/24 } } }
          b: { kind: host, interfaces: { w: { address: 10.0.1.2/24 } } }
        links: [ { endpoints: ["a:e", "r:w"], delay: 1 ms }, { endpoints: ["r:e", "b:w"], delay: 2 ms } ]
        routing: static-shortest
        """;

    [Fact]
    public void The_hops_are_said_with_address_and_time()
    {
        using var folder = new TestFolder();
        string file = folder.Write("traceroute.yaml", Network);
        // The first probe to each hop waits for ARP as well.
        Assert.Contains("to b: 1 10.0.0.1 4.000 ms 2.000 ms; 2 10.0.1.2 10.000 ms 6.000 ms", Netsim.Run("run", file).Output);
        JsonElement record = Netsim.Run("run", file, "--json").Json.GetProperty("applications")[0];
        Assert.Equal("""{"node":"a","app":"traceroute","to":"10.0.1.2","reached":true,"hops":[{"hop":1,"probes":[{"from":"10.0.0.1","rtt_s":0.004},{"from":"10.0.0.1","rtt_s":0.002}]},{"hop":2,"probes":[{"from":"10.0.1.2","rtt_s":0.01},{"from":"10.0.1.2","rtt_s":0.006}]}],"done":true}""",
            JsonSerializer.Serialize(record));
    }
}
