using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace NetSim.Interop.Tests;

/// <summary>FRR and BIRD as nodes: they exchange routes across simulated links, and go round a link that is cut.</summary>
public sealed partial class RealRoutersTests(ITestOutputHelper output)
{
    private const double PingInterval = 0.1;

    [SkippableTheory]
    [InlineData("real-ospf", "vtysh")]
    [InlineData("real-bgp", "bird")]
    public void A_cut_link_is_gone_round_by_real_routers(string topology, string program)
    {
        Command.Require(program);
        using var machine = new Machine();
        string before = machine.Snapshot();
        NetsimResult run = machine.Run("run", SourceTree.Topology(topology), "--allow-exec", "--json");
        Assert.True(run.Status == 0, run.ToString());
        string pings = run.Json.GetProperty("applications").EnumerateArray().Select(one => one.GetProperty("output").GetString()!).Single(text => text.Contains("icmp_seq", StringComparison.Ordinal));
        (int Number, string Hops)[] answers =
            [.. Answer().Matches(pings).Select(match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value))];
        // The long way may have been known before the short one, so the first answers may have gone it, too.
        int last = answers.Last(answer => answer.Hops == "62").Number;
        int first = answers.FirstOrDefault(answer => answer.Hops == "61" && answer.Number > last).Number;
        Assert.True(first > last, "there is no way round");
        output.WriteLine($"{topology}: {first - last - 1} pings lost, re-routed within {(first - last) * PingInterval:0.0} s");

        JsonElement[] links = [.. run.Json.GetProperty("links").EnumerateArray()];
        Assert.True(links.Single(link => link.GetProperty("id").GetString() == "right").GetProperty("a_to_b").GetProperty("packets").GetInt64() > 0);
        Assert.Equal(before, machine.Snapshot());
        Assert.StartsWith("nothing to clean", machine.Run("clean").Output);
    }

    [GeneratedRegex(@"icmp_seq=(\d+) ttl=(\d+)")]
    private static partial Regex Answer();
}
