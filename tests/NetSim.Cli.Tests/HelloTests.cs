using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>Two hosts and a router in virtual time: what is promised is exact, and the same every time.</summary>
public sealed class HelloTests : IDisposable
{
    /// <summary>A first ping lets ARP do its work; the ones that are measured come after.</summary>
    private const string Text = """
        name: hello
        seed: 42
        time: { mode: virtual, stop: 60 s }
        defaults: { link: { rate: 100 Mbit/s, delay: 5 ms } }
        nodes:
          alice:
            kind: host
            interfaces: { eth0: { address: 10.0.1.2/24 } }
            apps:
              - ping: { to: web, count: 1 }
              - ping: { to: web, count: 10, every: 100 ms, start: 1 s }
              - ping: { to: web, count: 3, every: 100 ms, start: 3 s, size: 1000 }
              - http-client: { url: "http://web/", start: 5 s }
          r1:
            kind: router
            interfaces: { eth0: { address: 10.0.1.1/24 }, eth1: { address: 10.0.2.1/24 } }
          web:
            kind: host
            interfaces: { eth0: { address: 10.0.2.2/24 } }
            apps: [ { http: { port: 80, body: "hello from inside\n" } } ]
        links:
          - alice:eth0 <-> r1:eth0
          - { endpoints: ["r1:eth1", "web:eth0"], rate: 10 Mbit/s, delay: 1 ms }
        routing: static-shortest
        """;

    private readonly TestFolder _folder = new();
    private readonly string _file;

    public HelloTests() => _file = _folder.Write("hello.yaml", Text);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 10, 56)]
    [InlineData(2, 3, 1000)]
    public void Every_round_trip_is_the_sum_of_delays_and_sending_times_to_the_nanosecond(int ping, int count, int size)
    {
        JsonElement summary = Netsim.Run("run", _file, "--json").Json;
        JsonElement seen = summary.GetProperty("applications")[ping];
        // Ethernet 14, IPv4 20, ICMP 8; 100 Mbit/s and 5 ms, then 10 Mbit/s and 1 ms, there and back.
        long bits = (size + 14 + 20 + 8) * 8;
        decimal expected = 2 * (bits / 100_000_000m + 0.005m + bits / 10_000_000m + 0.001m);
        Assert.Equal(count, seen.GetProperty("sent").GetInt32());
        Assert.Equal(count, seen.GetProperty("received").GetInt32());
        Assert.Equal((double)expected, seen.GetProperty("rtt_s").GetProperty("min").GetDouble(), 9);
        Assert.Equal((double)expected, seen.GetProperty("rtt_s").GetProperty("max").GetDouble(), 9);
    }

    [Fact]
    public void Two_runs_are_the_same_to_the_last_byte_of_their_captures()
    {
        NetsimResult first = Netsim.Run("run", _file, "--pcap", _folder.Path("first"));
        NetsimResult second = Netsim.Run("run", _file, "--pcap", _folder.Path("second"));
        Assert.Equal(0, first.Status);
        Assert.NotEmpty(first.Fingerprint);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        string[] files = [.. Directory.GetFiles(_folder.Path("first")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(["alice-eth0.pcapng", "r1-eth0.pcapng", "r1-eth1.pcapng", "web-eth0.pcapng"], files);
        foreach (string file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.Path("first"), file)), File.ReadAllBytes(Path.Combine(_folder.Path("second"), file)));
    }

    [SkippableFact]
    public void Nothing_around_the_process_changes_the_fingerprint()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs env(1) and taskset(1)");
        string expected = Netsim.Run("run", _file).Fingerprint;
        string[][] surroundings =
        [
            ["taskset", "-c", "0"],
            ["env", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"],
            ["env", "LC_ALL=de_DE.UTF-8", "TZ=Asia/Kathmandu"],
            ["env", "-C", "/"],
            ["env", "DOTNET_PROCESSOR_COUNT=1"],
            ["env", "DOTNET_gcServer=1", "DOTNET_TieredCompilation=0"],
            ["nice", "-n", "19"],
        ];
        foreach (string[] surrounding in surroundings)
        {
            (int status, string output, string errors) = Command.Try(surrounding[0], [.. surrounding[1..], "dotnet", Netsim.Program, "run", _file]);
            Assert.True(status == 0, errors);
            Assert.Equal(expected, new NetsimResult(status, output, errors).Fingerprint);
        }
    }

    [Fact]
    public void Another_seed_draws_other_losses()
    {
        string[] seen = [.. Enumerable.Range(1, 4).Select(seed => Netsim.Run("run", SourceTree.Topology("hello"), "--seed", $"{seed}", "--json").Json.GetProperty("seed").ToString())];
        Assert.Equal(["1", "2", "3", "4"], seen);
        string lossy = _folder.Write("lossy.yaml", Text.Replace("delay: 1 ms }", "delay: 1 ms, loss: 30 % }"));
        Assert.True(Enumerable.Range(1, 4).Select(seed => Netsim.Run("run", lossy, "--seed", $"{seed}").Fingerprint).Distinct().Count() > 1);
    }

    [SkippableFact]
    public void Captures_have_the_time_of_the_run_in_nanoseconds()
    {
        Command.Require("tshark");
        Netsim.Run("run", _file, "--pcap", _folder.Path("pcap"));
        // The second ping's first request leaves at 1 s sharp.
        Assert.Contains("1.000000000", Tshark.Fields(_folder.Path("pcap/alice-eth0.pcapng"), "icmp.type == 8", "frame.time_epoch"));
    }

    [Fact]
    public void The_summary_in_json_has_the_keys_that_scripts_depend_on()
    {
        NetsimResult result = Netsim.Run("run", _file, "--json");
        JsonElement json = result.Json;
        Assert.Empty(result.Errors);
        Assert.Equal("hello", json.GetProperty("name").GetString());
        Assert.Equal(42, json.GetProperty("seed").GetInt32());
        Assert.Matches("^[0-9a-f]{16}$", json.GetProperty("fingerprint").GetString());
        Assert.Equal("virtual", json.GetProperty("time").GetProperty("mode").GetString());
        Assert.InRange(json.GetProperty("time").GetProperty("simulated_s").GetDouble(), 5, 60);
        Assert.True(json.GetProperty("time").GetProperty("wall_s").GetDouble() > 0);
        Assert.Equal(1, json.GetProperty("lanes").GetInt32());
        Assert.Equal(3, json.GetProperty("nodes").GetInt32());
        JsonElement link = json.GetProperty("links")[1];
        Assert.Equal("r1:eth1", link.GetProperty("a").GetString());
        Assert.Equal("web:eth0", link.GetProperty("b").GetString());
        Assert.NotEmpty(link.GetProperty("id").GetString()!);
        foreach (string direction in (string[])["a_to_b", "b_to_a"])
        {
            Assert.True(link.GetProperty(direction).GetProperty("packets").GetInt64() > 0);
            Assert.True(link.GetProperty(direction).GetProperty("bytes").GetInt64() > 0);
            Assert.Equal(0, link.GetProperty(direction).GetProperty("dropped").GetProperty("queue_full").GetInt64());
            Assert.True(link.GetProperty(direction).GetProperty("dropped").GetProperty("loss").GetInt64() >= 0);
        }
        Assert.True(json.GetProperty("packet_hops").GetInt64() > 0);
        Assert.True(json.GetProperty("allocated_bytes_per_hop").GetDouble() >= 0);
        JsonElement ping = json.GetProperty("applications")[0];
        Assert.Equal(("alice", "ping", "10.0.2.2"), (ping.GetProperty("node").GetString(), ping.GetProperty("app").GetString(), ping.GetProperty("to").GetString()));
        Assert.True(ping.GetProperty("rtt_s").GetProperty("mean").GetDouble() > 0.012);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("flows").ValueKind);
        Assert.Equal(0, json.GetProperty("devices").GetArrayLength());
        Assert.Equal(0, json.GetProperty("expectations").GetArrayLength());
    }

    [Fact]
    public void Options_override_the_file()
    {
        JsonElement stopped = Netsim.Run("run", _file, "--json", "--stop", "1500ms", "--seed", "7").Json;
        Assert.Equal(1.5, stopped.GetProperty("time").GetProperty("simulated_s").GetDouble());
        Assert.Equal(7, stopped.GetProperty("seed").GetInt32());
        Assert.Equal(6, stopped.GetProperty("applications")[1].GetProperty("sent").GetInt32());

        JsonElement real = Netsim.Run("run", _file, "--json", "--time", "real", "--stop", "300ms").Json;
        Assert.Equal("real", real.GetProperty("time").GetProperty("mode").GetString());
        Assert.True(real.GetProperty("time").GetProperty("wall_s").GetDouble() > 0.25);
        Assert.Equal(1, real.GetProperty("applications")[0].GetProperty("received").GetInt32());
    }
}
