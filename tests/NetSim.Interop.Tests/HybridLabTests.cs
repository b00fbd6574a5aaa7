using System.Security.Cryptography;
using System.Text.Json;
using Xunit.Abstractions;

namespace NetSim.Interop.Tests;

/// <summary>
/// topologies/hybrid-lab.yaml as its text promises: a real machine, a TUN device, a simulated router, and 30 ms, 50 Mbit/s and 1 % loss
/// on the way to a simulated server. This machine's TCP and ours repair the losses together.
/// </summary>
public sealed class HybridLabTests(ITestOutputHelper output)
{
    private const string Device = "ns-lab0", Router = "192.168.70.2", Server = "10.1.0.2";
    private const int Length = 10_000_000;

    [SkippableFact]
    public void Ten_megabytes_each_way_pings_pages_and_a_trace_go_through_and_nothing_is_left_behind()
    {
        Command.Require("curl", "socat", "traceroute", "tshark");
        using var machine = new Machine();
        string before = machine.Snapshot(), pcap = machine.Path("pcap");
        using RunningNetsim run = machine.Start("run", SourceTree.Topology("hybrid-lab"), "--configure-host", "--json", "--pcap", pcap);
        machine.WaitForUp(run, Device);

        TransferBothWays(machine);
        string page = machine.Exec("curl", "-sS", "-w", "%{http_code}", $"http://{Server}/");
        Assert.Equal("<!doctype html><title>NetSim</title><p>hello from inside, 30 ms away\n200", page);
        double[] times = Lab.RoundTrips(machine.Exec("ping", "-c", "20", "-i", "0.05", Server));
        Assert.NotEmpty(times);
        Assert.All(times, time => Assert.True(time >= 60, $"{time} ms"));
        output.WriteLine($"{times.Length} of 20 replies, mean round trip {times.Average():0.000} ms");
        // Three questions to each hop; of those to the server some may be lost.
        string[] hops = machine.Exec("traceroute", "-n", "-w", "10", Server).TrimEnd('\n').Split('\n')[1..];
        Assert.Matches($@"^ 1 +{Router} ", hops[0] + " ");
        Assert.Contains(Server, hops[^1]);

        NetsimResult result = run.Interrupt();
        Assert.Equal(130, result.Status);
        Assert.Equal(before, machine.Snapshot());
        AssertRepaired(result.Json);
        string[] captures = Directory.GetFiles(pcap);
        Assert.Equal(3, captures.Length);
        foreach (string capture in captures)
        {
            Assert.NotEqual(0, Tshark.Count(capture, "tcp.len > 1000"));
            Assert.Empty(Tshark.WrongPackets(capture));
        }
    }

    /// <summary>Ten megabytes down, which take half a minute at this loss, while ten go up.</summary>
    private static void TransferBothWays(Machine machine)
    {
        byte[] content = new byte[Length];
        new Random(5).NextBytes(content);
        File.WriteAllBytes(machine.Path("up"), content);
        machine.Shell($"socat -u TCP4:{Server}:19 CREATE:{machine.Path("down")} & curl -sS --data-binary @{machine.Path("up")} http://{Server}/ > {machine.Path("receipt")}; wait $!");
        Assert.Equal($"{Length} bytes sha256 {Convert.ToHexStringLower(SHA256.HashData(content))}\n", File.ReadAllText(machine.Path("receipt")));
        Assert.Equal(SHA256.HashData(Chargen.Pattern(Length)), SHA256.HashData(File.ReadAllBytes(machine.Path("down"))));
    }

    private static void AssertRepaired(JsonElement summary)
    {
        JsonElement link = summary.GetProperty("links")[0];
        foreach (string way in (string[])["a_to_b", "b_to_a"]) Assert.True(link.GetProperty(way).GetProperty("dropped").GetProperty("loss").GetInt64() > 0);
        Assert.True(summary.GetProperty("flows").EnumerateArray().Sum(flow => flow.GetProperty("retransmits").GetInt64()) > 0);
    }
}
