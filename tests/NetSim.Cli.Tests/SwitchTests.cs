namespace NetSim.Cli.Tests;

/// <summary>A LAN of three hosts on a switch, seen on the wires of all of them.</summary>
public sealed class SwitchTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Capture(string host) => _folder.Path($"pcap/{host}-eth0.pcapng");

    private void Run(string apps) => Assert.Equal(0, Netsim.Run("run", "--pcap", _folder.Path("pcap"), _folder.Write("lan.yaml", $$"""
        name: lan
        time: { mode: virtual, stop: 30 s }
        nodes:
          sw: { kind: switch, ports: 4 }
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24, mac: "02:00:00:00:00:0a" } }, apps: [ {{apps}} ] }
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24, mac: "02:00:00:00:00:0b" } } }
          c: { kind: host, interfaces: { eth0: { address: 10.0.0.3/24, mac: "02:00:00:00:00:0c" } } }
        links: [ "a:eth0 <-> sw:1", "b:eth0 <-> sw:2", "c:eth0 <-> sw:3" ]
        """)).Status);

    [SkippableFact]
    public void What_goes_to_everybody_is_flooded_and_what_goes_to_a_known_station_is_not()
    {
        Run("{ ping: { to: b, count: 3, every: 100 ms } }");
        // The broadcast question is on all wires; the answer, and all that follows, only where it belongs.
        Assert.Equal(1, Tshark.Count(Capture("b"), "arp.opcode == 1"));
        Assert.Equal(1, Tshark.Count(Capture("c"), "arp.opcode == 1"));
        Assert.Equal(0, Tshark.Count(Capture("c"), "arp.opcode == 2 or icmp"));
        Assert.Equal(6, Tshark.Count(Capture("b"), "icmp"));
        Assert.Equal(6, Tshark.Count(Capture("a"), "icmp"));
    }

    [SkippableFact]
    public void A_station_that_has_not_been_heard_for_the_ageing_time_is_unknown_again()
    {
        // 300 s is the ageing time of IEEE 802.1D. The neighbour caches of the hosts last while they are used, the switch's table does not.
        File.WriteAllText(_folder.Path("aged.yaml"), """
            name: aged
            time: { mode: virtual, stop: 1000 s }
            nodes:
              sw: { kind: switch, ports: 4 }
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 1 } }, { ping: { to: b, count: 1, start: 299 s } }, { ping: { to: b, count: 1, start: 700 s } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
              c: { kind: host, interfaces: { eth0: { address: 10.0.0.3/24 } } }
            links: [ "a:eth0 <-> sw:1", "b:eth0 <-> sw:2", "c:eth0 <-> sw:3" ]
            """);
        NetsimResult result = Netsim.Run("run", "--pcap", _folder.Path("pcap"), "--json", _folder.Path("aged.yaml"));
        Assert.All(result.Json.GetProperty("applications").EnumerateArray(), ping => Assert.Equal(1, ping.GetProperty("received").GetInt32()));
        string[] flooded = Tshark.Fields(Capture("c"), "not arp.opcode == 1", "frame.time_epoch");
        // Only a unicast to a station that the switch has forgotten can be on c's wire: the ping at 700 s, after 395 s of silence.
        Assert.NotEmpty(flooded);
        Assert.All(flooded, time => Assert.StartsWith("70", time));
    }
}
