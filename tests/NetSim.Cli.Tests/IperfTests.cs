using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>iperf3 between two simulated hosts, in virtual time.</summary>
public sealed class IperfTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private JsonElement[] Run(string client, string link = "rate: 10 Mbit/s, delay: 10 ms")
    {
        NetsimResult result = Netsim.Run("run", "--json", _folder.Write("iperf.yaml", $$"""
            name: iperf
            time: { mode: virtual, stop: 300 s }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ {{client}} ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ { iperf: } ] }
            links: [ { endpoints: ["a:eth0", "b:eth0"], {{link}} } ]
            """));
        Assert.True(result.Status == 0, result.ToString());
        return [.. result.Json.GetProperty("applications").EnumerateArray()];
    }

    [Fact]
    public void The_example_measures_what_its_first_lines_promise()
    {
        NetsimResult run = Netsim.Run("run", "--json", SourceTree.Topology("iperf"));
        JsonElement[] apps = [.. run.Json.GetProperty("applications").EnumerateArray().Where(app => app.GetProperty("app").GetString() == "iperf")];
        Assert.InRange(Way(apps[0], "sent").GetProperty("throughput_bps").GetDouble(), 45e6, 48e6);
        Assert.InRange(Way(apps[1], "received").GetProperty("throughput_bps").GetDouble(), 45e6, 48e6);
        Assert.InRange(Way(apps[2], "sent").GetProperty("bytes_sent").GetInt64(), 10_000_000, 21_000_000);
        JsonElement datagrams = Way(apps[3], "sent");
        Assert.InRange(datagrams.GetProperty("lost").GetDouble() / datagrams.GetProperty("packets").GetDouble(), 0.15, 0.25);
        Assert.Equal(4, apps[4].GetProperty("tests").GetInt32());
    }

    [Fact]
    public void Both_ends_tell_of_the_same_test()
    {
        JsonElement[] apps = Run("{ iperf: { to: b, bytes: 1 MB, parallel: 4 } }, { iperf: { to: b, time: 1 s, bidir: true, udp: true, rate: 2 Mbit/s, start: 20 s } }");
        foreach ((int client, int test) in ((int, int)[])[(0, 0), (1, 1)])
        {
            JsonElement there = apps[client].GetProperty("outcomes")[0], here = apps[2].GetProperty("outcomes")[test];
            Assert.Equal(there.GetProperty("sent").ToString(), here.GetProperty("received").ToString());
            if (test == 1) Assert.Equal(there.GetProperty("received").ToString(), here.GetProperty("sent").ToString());
        }
        Assert.InRange(Way(apps[0], "sent").GetProperty("bytes_sent").GetInt64(), 1_000_000, 1_000_000 + 128 * 1024);
        // 2 Mbit/s for a second, in segments of 1460 bytes, less the timestamps of TCP: 173 of them, the one at the very end included or not.
        Assert.InRange(Way(apps[1], "sent").GetProperty("packets").GetInt64(), 172, 174);
    }

    [Fact]
    public void Losses_of_the_link_are_the_losses_of_the_test_to_the_datagram()
    {
        JsonElement[] apps = Run("{ iperf: { to: b, time: 20 s, udp: true, rate: 1 Mbit/s } }", "rate: 10 Mbit/s, loss: 2 %");
        JsonElement sent = Way(apps[0], "sent");
        Assert.InRange(sent.GetProperty("lost").GetDouble() / sent.GetProperty("packets").GetDouble(), 0.01, 0.03);
        Assert.False(apps[0].TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("{ iperf: { to: b, port: 99 } }", "the control connection ended: Refused")]
    [InlineData("{ iperf: { to: b, time: 5 s } }, { iperf: { to: b, start: 1 s } }", "the server is busy with another test")]
    public void A_client_that_is_not_served_says_why(string client, string error)
    {
        JsonElement last = Run(client).Last(app => app.GetProperty("node").GetString() == "a");
        Assert.Equal(error, last.GetProperty("error").GetString());
    }

    [Fact]
    public void A_test_whose_client_is_stopped_makes_place_for_the_next()
    {
        JsonElement[] apps = Run("{ iperf: { to: b, time: 50 s, stop: 2 s } }, { iperf: { to: b, time: 1 s, start: 10 s } }");
        Assert.Empty(apps[0].GetProperty("outcomes").EnumerateArray());
        Assert.Single(apps[1].GetProperty("outcomes").EnumerateArray());
    }

    private static JsonElement Way(JsonElement app, string way) => app.GetProperty("outcomes")[0].GetProperty(way);
}
