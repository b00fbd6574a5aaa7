namespace NetSim.Cli.Tests;

/// <summary><c>--sequence</c>: packets in the order in which they were sent.</summary>
public sealed class SequenceTests
{
    private const string Lossy = """
        name: lossy
        seed: 7
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ bulk: { to: b, bytes: 900 KB } ] }
          r: { kind: router, interfaces: { eth0: { address: 10.0.0.2/24 }, eth1: { address: 10.0.1.1/24 } } }
          b: { kind: host, interfaces: { eth0: { address: 10.0.1.2/24 } }, apps: [ sink: ] }
        links:
          - { endpoints: ["a:eth0", "r:eth0"], rate: 100 Mbit/s, delay: 1 ms }
          - { endpoints: ["r:eth1", "b:eth0"], rate: 10 Mbit/s, delay: 5 ms, loss: 4 % }
        routing: static-shortest
        """;

    [Fact]
    public void A_connection_is_a_ladder_from_SYN_to_the_last_ACK()
    {
        NetsimResult result = Netsim.Run("run", SourceTree.Topology("hello"), "--sequence", "flow=1");
        Assert.True(result.Status == 0, result.ToString());
        Assert.EndsWith("""
            TCP connection 1
                sent (s)  alice 10.0.1.2:58120                              web 10.0.2.2:80  arrived (s)
                0.000000  │──────────────── SYN seq 0 win 65535 mss 1460 ────────────────▶│    0.030025
                0.030025  │◀────────── SYN, ACK seq 0 ack 1 win 65535 mss 1460 ───────────│    0.040037
                0.040037  │────────────────── ACK seq 1 ack 1 win 2048 ──────────────────▶│    0.050048
                0.040037  │─────────── PSH, ACK seq 1:82 ack 1 win 2048 len 81 ──────────▶│    0.050066
                0.050066  │◀───────────────── ACK seq 1 ack 82 win 2048 ──────────────────│    0.060076
                0.050066  │◀──────── PSH, ACK seq 1:134 ack 82 win 2048 len 133 ──────────│    0.060103
                0.050066  │◀───────────── FIN, ACK seq 134 ack 82 win 2048 ───────────────│    0.060108
                0.060103  │───────────────── ACK seq 82 ack 134 win 2048 ────────────────▶│    0.070114
                0.060108  │───────────────── ACK seq 82 ack 135 win 2048 ────────────────▶│    0.070119
                0.060108  │────────────── FIN, ACK seq 82 ack 135 win 2048 ──────────────▶│    0.070124
                0.070124  │◀──────────────── ACK seq 135 ack 83 win 2048 ─────────────────│    0.080135

            """, result.Output);
        Assert.Contains("fingerprint 5d0d805bba9c9edf", result.Output);
    }

    [Fact]
    public void Mermaid_has_standard_output_for_itself()
    {
        NetsimResult result = Netsim.Run("run", SourceTree.Topology("hello"), "--sequence", "flow=1", "--sequence-format", "mermaid");
        Assert.StartsWith("""
            sequenceDiagram
                participant p0 as alice 10.0.1.2:58120
                participant p1 as web 10.0.2.2:80
                p0->>p1: 0.000000 s: SYN seq 0 win 65535 mss 1460, arrived 0.030025 s

            """, result.Output);
        Assert.Equal(14, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("fingerprint", result.Errors);
    }

    [Fact]
    public void What_is_dropped_says_where_and_why_and_the_ladder_is_bounded_and_the_same_with_any_lanes()
    {
        using var folder = new TestFolder();
        string file = folder.Write("net.yaml", Lossy);
        string[] ladders = [.. new[] { "1", "2", "8" }.Select(lanes =>
        {
            NetsimResult result = Netsim.Run("run", file, "--lanes", lanes, "--sequence", "flow=1");
            Assert.True(result.Status == 0, result.ToString());
            return result.Output[result.Output.IndexOf("TCP connection 1", StringComparison.Ordinal)..];
        })];
        Assert.Equal(ladders[0], ladders[1]);
        Assert.Equal(ladders[0], ladders[2]);
        string[] lines = ladders[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(203, lines.Length);
        Assert.Matches(@"^ +… \d+ more packets, the last sent at \d\.\d{6} s$", lines[^1]);
        string lost = lines.First(line => line.Contains("✗│", StringComparison.Ordinal));
        Assert.EndsWith("dropped: loss at r:eth1 → b:eth0", lost);
        string range = lost[lost.IndexOf("seq ", StringComparison.Ordinal)..].Split(' ')[1];
        Assert.Contains(lines, line => line.Contains($" seq {range} ", StringComparison.Ordinal) && line.Contains(" again ─", StringComparison.Ordinal));
    }

    [Fact]
    public void A_filter_shows_each_node_once_and_what_was_not_there_is_said()
    {
        NetsimResult result = Netsim.Run("run", SourceTree.Topology("hello"), "--sequence", "arp");
        Assert.Contains("│── ARP who has 10.0.1.1? ─▶│", result.Output);
        Assert.Matches(@"sent \(s\)  alice +r1 +web  arrived", result.Output);
        Assert.EndsWith("there is no TCP connection 2: only 1 was opened\n", Netsim.Run("run", SourceTree.Topology("hello"), "--sequence", "flow=2").Output);
        Assert.EndsWith("no packet matches 'udp'\n", Netsim.Run("run", SourceTree.Topology("hello"), "--sequence", "udp").Output);
    }

    [Theory]
    [InlineData("flow=0", "connections are numbered from 1")]
    [InlineData("tcp porto 80", "'tcp porto 80' is neither flow=N nor a packet filter")]
    [InlineData("", "say flow=N, or a packet filter")]
    public void What_is_no_request_is_told_before_the_run(string which, string problem)
    {
        NetsimResult result = Netsim.Run("run", SourceTree.Topology("hello"), "--sequence", which);
        Assert.Equal((2, ""), (result.Status, result.Output));
        Assert.Contains(problem, result.Errors);
    }
}
