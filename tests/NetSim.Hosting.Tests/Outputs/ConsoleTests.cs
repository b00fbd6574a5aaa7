namespace NetSim.Hosting.Tests.Outputs;

/// <summary>What people read.</summary>
public sealed class ConsoleTests
{
    private static string Written(int lanes = 1)
    {
        using var console = new StringWriter();
        TracedRun.Run(TracedRun.Pings, "console", lanes, console);
        return console.ToString();
    }

    [Fact]
    public void A_span_is_a_line_with_its_time_in_the_run_its_length_and_what_it_was()
    {
        string text = Written();
        Assert.StartsWith("      time (s)      duration  span\n", text, StringComparison.Ordinal);
        // The second request, over links of 10 Mbit/s with 1 ms and 4 ms, and its echo, there and back.
        Assert.Contains("""
                 1.1000000     5.1568 ms  packet a icmp 10.0.1.2 → 10.0.2.2, type 8, sequence 2, size 84, number 1, end delivered, end host b
                 1.1000000     1.0784 ms    hop a:eth0 → r:eth0, bytes 98, queue 0 ns, transmit 78.4 µs, propagate 1 ms
                 1.1010784     4.0784 ms    hop r:eth1 → b:eth0, bytes 98, queue 0 ns, transmit 78.4 µs, propagate 4 ms

            """, text, StringComparison.Ordinal);
        Assert.Contains("     1.1000000    10.3136 ms    echo icmp 10.0.1.2 → 10.0.2.2, sequence 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_metrics_stand_in_a_table_at_the_end()
    {
        string text = Written();
        int table = text.IndexOf("\nmetrics at 1.212314 s (what is zero is left out)\n", StringComparison.Ordinal);
        Assert.True(table > text.LastIndexOf("echo flow", StringComparison.Ordinal), text);
        Assert.Matches(@"\n  netsim\.link\.packet\.count \(\{packet\}\)\n    a_to_b near +4\n    b_to_a near +4\n    a_to_b far +4\n    b_to_a far +4\n", text[table..]);
        Assert.DoesNotMatch(@" 0\n", text[table..]);
    }

    [Fact]
    public void A_lost_packet_says_so()
    {
        using var console = new StringWriter();
        TracedRun.Run(TracedRun.Busy, "console", console: console);
        Assert.Matches(@"\n +\d+\.\d{7} +\S+ \S+    hop r:eth1 → b:eth0, .*  FAILED: loss\n", console.ToString());
    }

    [Fact]
    public void Lanes_change_no_line_of_the_spans()
    {
        string spans = SpansOf(Written());
        Assert.Equal(spans, SpansOf(Written(lanes: 2)));
        Assert.Equal(spans, SpansOf(Written(lanes: 8)));

        static string SpansOf(string text) => text[..text.IndexOf("\nmetrics", StringComparison.Ordinal)];
    }
}
