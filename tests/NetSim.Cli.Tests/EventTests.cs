using System.Globalization;
using System.Text.Json;

namespace NetSim.Cli.Tests;

/// <summary>Changes of a link take effect at their time and not a nanosecond beside it: a ping every 100 ms sees where they begin and end.</summary>
public sealed class EventTests
{
    private const string Network = """
        name: events
        time: { mode: virtual, stop: 60 s }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.0.1/24 } }
            apps: [ { ping: { to: b, count: 200, every: 100 ms } } ]
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
        links: [ { endpoints: ["a:eth0", "b:eth0"], id: wire, rate: 100 Mbit/s, delay: 1 ms } ]
        capture: [ { interface: "a:eth0", file: a.pcapng } ]
        events:

        """;

    /// <summary>When the requests left whose reply came, in milliseconds.</summary>
    private static HashSet<int> Answered(TestFolder folder) =>
        [.. Tshark.Fields(folder.Path("a.pcapng"), "icmp.type == 0", "icmp.seq").Select(sequence => (int.Parse(sequence, CultureInfo.InvariantCulture) - 1) * 100)];

    private static NetsimResult Run(TestFolder folder, string events)
    {
        NetsimResult result = Netsim.Run("run", folder.Write("events.yaml", Network + events), "--json");
        Assert.True(result.Status == 0, result.ToString());
        return result;
    }

    [SkippableFact]
    public void A_link_is_down_from_its_event_to_the_next()
    {
        using var folder = new TestFolder();
        Run(folder, """
              - { at: 5 s, link: wire, set: { state: down } }
              - { at: 7.05 s, link: wire, set: { state: up } }
            """);
        HashSet<int> answered = Answered(folder);
        // What leaves at the very instant at which the link goes down finds it down.
        for (int at = 0; at < 20_000; at += 100) Assert.Equal(at is < 5000 or > 7050, answered.Contains(at));
    }

    [SkippableFact]
    public void Loss_begins_and_ends_with_its_events_and_a_patch_leaves_the_rest_as_it_was()
    {
        using var folder = new TestFolder();
        JsonElement json = Run(folder, """
              - { at: 4.05 s, link: wire, set: { loss: 100 % } }
              - { at: 6.05 s, link: wire, reset: true }
              - { at: 10.05 s, link: wire, set: { delay: 20 ms } }
            """).Json;
        HashSet<int> answered = Answered(folder);
        for (int at = 0; at < 20_000; at += 100) Assert.Equal(at is < 4050 or > 6050, answered.Contains(at));
        Assert.Equal(20, json.GetProperty("links")[0].GetProperty("a_to_b").GetProperty("dropped").GetProperty("loss").GetInt32());
        JsonElement rtt = json.GetProperty("applications")[0].GetProperty("rtt_s");
        Assert.Equal(0.00201568, rtt.GetProperty("min").GetDouble(), 9);
        Assert.Equal(0.04001568, rtt.GetProperty("max").GetDouble(), 9);
    }

    [SkippableFact]
    public void A_packet_that_is_under_way_keeps_its_time_when_the_delay_changes()
    {
        using var folder = new TestFolder();
        Run(folder, """
              - { at: 5.0005 s, link: wire, set: { delay: 500 ms } }
              - { at: 5.3 s, link: wire, set: { delay: 1 ms } }
            """);
        Dictionary<int, string> arrivals = Tshark.Fields(folder.Path("a.pcapng"), "icmp.type == 0", "icmp.seq", "frame.time_epoch")
            .Select(line => line.Split('\t')).ToDictionary(fields => int.Parse(fields[0], CultureInfo.InvariantCulture), fields => fields[1]);
        // Request 51 left at 5 s, before the change; its reply found the long delay.
        Assert.Equal("5.501015680", arrivals[51]);
        // Request 52 left at 5.1 s and arrived at 5.60000784 s, when the delay was short again.
        Assert.Equal("5.601015680", arrivals[52]);
    }
}
