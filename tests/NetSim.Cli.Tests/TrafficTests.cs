using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>What sources of datagrams leave in the summary.</summary>
public sealed class TrafficTests
{
    [Fact]
    public void The_example_shows_what_its_first_lines_promise()
    {
        NetsimResult run = Netsim.Run("run", "--json", SourceTree.Topology("traffic"));
        JsonElement[] apps = [.. run.Json.GetProperty("applications").EnumerateArray()];
        JsonElement[] sources = [.. apps.Where(app => app.GetProperty("app").GetString() == "traffic")];
        Assert.Equal([10_000, 9_998, 7_545], sources.Select(source => source.GetProperty("sent").GetInt64()));
        Assert.Equal(12_500_000, sources[0].GetProperty("bytes").GetInt64());
        Assert.Equal(("10.0.4.2", 9), (sources[0].GetProperty("to").GetString(), sources[0].GetProperty("port").GetInt32()));

        JsonElement[] pings = [.. apps.Where(app => app.GetProperty("app").GetString() == "ping").Take(3)];
        Assert.InRange(Rtt(pings[0], "max"), 0.01058, 0.0106);
        Assert.InRange(Rtt(pings[1], "mean"), 0.011, 0.0112);
        Assert.InRange(Rtt(pings[1], "max"), 0.015, 0.0152);
        Assert.InRange(Rtt(pings[2], "max"), 0.060, 0.063);
    }

    [Fact]
    public void The_summary_for_people_counts_datagrams()
    {
        NetsimResult run = Netsim.Run("run", SourceTree.Topology("traffic"));
        Assert.Contains("to meter, port 9: 10,000 datagrams, 12.5 MB", run.Output, StringComparison.Ordinal);
    }

    private static double Rtt(JsonElement ping, string which) => ping.GetProperty("rtt_s").GetProperty(which).GetDouble();
}
