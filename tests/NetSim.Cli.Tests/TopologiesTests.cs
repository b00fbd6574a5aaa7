using System.Globalization;
using System.Text.Json;
using NetSim.Wire.Capture;

namespace NetSim.Cli.Tests;

/// <summary>The files under topologies/ without a real device, run as their users run them. (Those with one are run where there is a machine for it.)</summary>
public sealed class TopologiesTests
{
    public static TheoryData<string> Virtual => [.. SourceTree.TopologyNames.Where(name => !SourceTree.IsReal(name))];

    [Theory]
    [MemberData(nameof(Virtual))]
    public void A_topology_holds_what_it_expects_and_is_the_same_every_time_and_with_any_number_of_lanes(string name)
    {
        string file = SourceTree.Topology(name);
        NetsimResult first = Netsim.Run("run", file);
        Assert.True(first.Status == 0, first.ToString());
        Assert.Empty(first.Errors);
        Assert.Contains("held", first.Output);
        Assert.NotEmpty(first.Fingerprint);
        Assert.Equal(first.Fingerprint, Netsim.Run("run", file).Fingerprint);
        Assert.Equal(first.Fingerprint, Netsim.Run("run", file, "--lanes", "2").Fingerprint);
    }

    [Fact]
    public void Hello_is_as_exact_as_its_first_lines_promise()
    {
        using var folder = new TestFolder();
        string file = SourceTree.Topology("hello");
        NetsimResult first = Netsim.Run("run", file, "--json", "--pcap", folder.Path("first"));
        NetsimResult second = Netsim.Run("run", file, "--json", "--pcap", folder.Path("second"));
        Assert.Equal(0, first.Status);

        JsonElement ping = first.Json.GetProperty("applications").EnumerateArray().First(one => one.GetProperty("app").GetString() == "ping");
        Assert.Equal(5, ping.GetProperty("received").GetInt32());
        // Four links of 5 ms, on each the 98 bytes of the frame at 100 Mbit/s.
        const decimal RoundTrip = 4 * (0.005m + 98 * 8 / 100_000_000m);
        Assert.Equal((double)RoundTrip, ping.GetProperty("rtt_s").GetProperty("min").GetDouble(), 9);
        Assert.Equal((double)RoundTrip, ping.GetProperty("rtt_s").GetProperty("max").GetDouble(), 9);
        Assert.Contains((RoundTrip * 1000).ToString("0.#####", CultureInfo.InvariantCulture) + " ms", File.ReadAllText(file));

        Assert.Equal(first.Fingerprint, second.Fingerprint);
        string[] captures = [.. Directory.GetFiles(folder.Path("first")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(4, captures.Length);
        foreach (string capture in captures)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Path("first"), capture)), File.ReadAllBytes(Path.Combine(folder.Path("second"), capture)));
    }

    [SkippableTheory]
    [MemberData(nameof(Virtual))]
    public void The_captures_of_a_topology_hold_nothing_that_an_outsider_finds_wrong_and_say_why_frames_were_dropped(string name)
    {
        Command.Require("tshark");
        using var folder = new TestFolder();
        JsonElement summary = Netsim.Run("run", SourceTree.Topology(name), "--json", "--pcap", folder.Path("pcap")).Json;
        string[] captures = Directory.GetFiles(folder.Path("pcap"));
        // A port without a cable and a detour that nobody takes have nothing in theirs.
        Assert.Contains(captures, capture => Tshark.Count(capture, "ip or ipv6") > 10);
        Assert.All(captures, capture => Assert.Empty(Tshark.WrongPackets(capture)));
        string[][] comments = [.. captures.Select(CommentsOf)];
        AssertToldOfDrops(summary, [.. comments.SelectMany(all => all)]);
        // What we read in them, others do.
        int most = Array.FindIndex(comments, all => all.Length == comments.Max(one => one.Length));
        Assert.Equal(comments[most], Tshark.Fields(captures[most], "frame.comment", "frame.comment"));
    }

    private static void AssertToldOfDrops(JsonElement summary, HashSet<string> comments)
    {
        foreach (JsonElement link in summary.GetProperty("links").EnumerateArray())
        {
            foreach (string way in (string[])["a_to_b", "b_to_a"])
            {
                foreach (JsonProperty drop in link.GetProperty(way).GetProperty("dropped").EnumerateObject().Where(drop => drop.Value.GetInt64() > 0))
                    Assert.Contains($"dropped: {drop.Name}", comments);
            }
        }
    }

    private static string[] CommentsOf(string capture)
    {
        using FileStream file = File.OpenRead(capture);
        var reader = new PcapngReader(file);
        var comments = new List<string>();
        while (reader.TryRead(out CaptureRecord record))
            if (!record.CommentBytes.IsEmpty) comments.Add(record.Comment);
        return [.. comments];
    }
}
