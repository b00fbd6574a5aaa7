using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>Names and addresses that are found while a network runs, in virtual time.</summary>
public sealed class NamesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private JsonElement[] Run(string text)
    {
        NetsimResult result = Netsim.Run("run", "--json", "--pcap", _folder.Path("pcap"), _folder.Write("names.yaml", text));
        Assert.True(result.Status == 0, result.ToString());
        return [.. result.Json.GetProperty("applications").EnumerateArray()];
    }

    [SkippableFact]
    public void A_name_is_asked_for_until_an_answer_comes_through_and_over_TCP_when_it_is_long()
    {
        string many = string.Join(", ", Enumerable.Range(2, 100).Select(host => $"10.0.0.{host}"));
        JsonElement[] apps = Run($$"""
            name: lossy
            time: { mode: virtual, stop: 100 s }
            nodes:
              a:
                kind: host
                interfaces: { eth0: { address: 10.0.0.1/24 } }
                resolver: [10.0.0.9, ns]
                apps:
                  - ping: { to: ns, count: 1 }
                  - ping: { to: many, count: 1, start: 20 s }
              ns:
                kind: host
                interfaces: { eth0: { address: 10.0.0.2/24 } }
                apps: [ { dns: { records: [ { name: many, address: [{{many}}] } ] } } ]
            links: [ { endpoints: ["a:eth0", "ns:eth0"], delay: 1 ms, rate: 1 Gbit/s } ]
            """);
        // Nobody has 10.0.0.9: the second server answers, at once for the ICMP error that the stack itself makes of it.
        Assert.Equal(1, apps[0].GetProperty("received").GetInt32());
        Assert.Equal("10.0.0.2", apps[1].GetProperty("to").GetString());
        Assert.Equal(1, apps[1].GetProperty("received").GetInt32());
        Assert.Equal(1, apps[2].GetProperty("connections").GetInt32());
        Assert.Equal(1, Tshark.Count(_folder.Path("pcap/a-eth0.pcapng"), "dns.flags.truncated == 1"));
        Assert.Equal(0, Tshark.Count(_folder.Path("pcap/a-eth0.pcapng"), "_ws.malformed"));
    }
}
