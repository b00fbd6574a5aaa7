using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>What becomes of sockets when the application that opened them ends.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private JsonElement Run(string server, string client)
    {
        NetsimResult result = Netsim.Run("run", "--json", _folder.Write("apps.yaml", $$"""
            name: apps
            time: { mode: virtual, stop: 300 s }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ {{client}} ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ {{server}} ] }
            links: [ { endpoints: ["a:eth0", "b:eth0"], rate: 10 Mbit/s, delay: 10 ms } ]
            """));
        Assert.True(result.Status == 0, result.ToString());
        Assert.Empty(result.Errors);
        return result.Json;
    }

    [Fact]
    public void A_server_that_has_stopped_listens_no_more()
    {
        JsonElement apps = Run("{ http: { port: 80, body: x, stop: 2 s } }", "{ http-client: { url: 'http://b/', count: 4, every: 1 s, start: 500 ms } }").GetProperty("applications");
        JsonElement client = apps.EnumerateArray().Single(app => app.GetProperty("app").GetString() == "http-client");
        Assert.Equal(4, client.GetProperty("sent").GetInt32());
        Assert.Equal(2, client.GetProperty("received").GetInt32());
        Assert.Equal("connection ended: Refused", client.GetProperty("error").GetString());
    }

    [Fact]
    public void A_transfer_that_is_stopped_closes_its_connection()
    {
        JsonElement json = Run("{ sink: { port: 5001 } }", "{ bulk: { to: b, bytes: 1 GB, stop: 3 s } }, { ping: { to: b, count: 1, start: 20 s } }");
        Assert.Equal(2, json.GetProperty("flows").GetArrayLength());
        Assert.All(json.GetProperty("flows").EnumerateArray(), flow => Assert.InRange(flow.GetProperty("closed_s").GetDouble(), 3, 10));
        long sent = json.GetProperty("flows")[0].GetProperty("bytes_sent").GetInt64();
        Assert.InRange(sent, 1_000_000, 10_000_000);
        Assert.Equal(sent, json.GetProperty("flows")[1].GetProperty("bytes_received").GetInt64());
    }

    [Fact]
    public void A_server_that_stops_ends_the_connections_that_it_has()
    {
        JsonElement json = Run("{ sink: { port: 5001, stop: 3 s } }", "{ bulk: { to: b, bytes: 1 GB } }");
        JsonElement bulk = json.GetProperty("applications").EnumerateArray().Single(app => app.GetProperty("app").GetString() == "bulk");
        Assert.Equal("connection ended: Reset", bulk.GetProperty("error").GetString());
    }

    [Fact]
    public void A_ping_that_is_stopped_sends_no_more()
    {
        JsonElement json = Run("{ echo: { port: 7 } }", "{ ping: { to: b, count: 1000, every: 100 ms, stop: 2050 ms } }, { ping: { to: b, count: 1, start: 9 s } }");
        Assert.Equal(21, json.GetProperty("applications")[0].GetProperty("sent").GetInt32());
        Assert.Equal(21, json.GetProperty("applications")[0].GetProperty("received").GetInt32());
    }
}
