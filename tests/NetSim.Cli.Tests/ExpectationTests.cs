using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>A file that expects something is a test: status 1 says that it failed, and the summary says what was seen.</summary>
public sealed class ExpectationTests
{
    private const string Network = """
        name: expecting
        time: { mode: virtual, stop: 60 s }
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } } }
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
        links: [ { endpoints: ["a:eth0", "b:eth0"], rate: 10 Mbit/s, delay: 10 ms, queue: { limit: 1000 packets } } ]
        expect:

        """;

    [Fact]
    public void What_holds_is_told_with_status_0_and_what_does_not_with_status_1()
    {
        using var folder = new TestFolder();
        string file = folder.Write("good.yaml", Network + """
              - { ping: { from: a, to: b, count: 3, start: 1 s }, loss: "= 0 %", rtt: { min: ">= 20 ms" } }
              - { tcp: { from: a, to: b, bytes: 1 MB }, throughput: ">= 5 Mbit/s" }
            """);
        NetsimResult good = Netsim.Run("run", file);
        Assert.True(good.Status == 0, good.ToString());
        Assert.Contains("held", good.Output);

        file = folder.Write("bad.yaml", Network + """
              - { ping: { from: a, to: b, count: 3, start: 1 s }, loss: "= 0 %", rtt: { max: "< 15 ms" } }
              - { tcp: { from: a, to: b, bytes: 1 MB }, throughput: ">= 50 Mbit/s" }
            """);
        NetsimResult bad = Netsim.Run("run", file);
        Assert.Equal(1, bad.Status);
        Assert.Matches(@"held +ping a → b: loss = 0 % +0 %", bad.Output);
        Assert.Matches(@"FAILED +ping a → b: rtt max < 15 ms +20\.1568 ms", bad.Output);
        Assert.Matches(@"FAILED +tcp a → b, 1 MB: throughput >= 50 Mbit/s +\d", bad.Output);

        JsonElement json = Netsim.Run("run", file, "--json").Json.GetProperty("expectations");
        Assert.Equal([true, false, false], json.EnumerateArray().Select(one => one.GetProperty("held").GetBoolean()));
        Assert.Equal("ping a → b: rtt max < 15 ms", json[1].GetProperty("text").GetString());
        Assert.Equal("20.1568 ms", json[1].GetProperty("seen").GetString());
    }

    [Fact]
    public void What_could_not_be_tried_did_not_hold()
    {
        using var folder = new TestFolder();
        string file = folder.Write("late.yaml", Network + """
              - { ping: { from: a, to: b, count: 3, start: 5 s }, loss: "= 0 %" }
              - { tcp: { from: a, to: b, bytes: 100 MB }, throughput: ">= 1 kbit/s" }
            """);
        NetsimResult result = Netsim.Run("run", file, "--stop", "1s");
        Assert.Equal(1, result.Status);
        Assert.Contains("not finished", result.Output);
        Assert.Contains("warning NS0602", result.Errors);
    }
}
