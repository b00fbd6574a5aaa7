using NetSim.Simulation.Applications.Bulk;
using static NetSim.Simulation.Tests.Validation.Statistics;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>Two flows that share a bottleneck, as whole networks.</summary>
internal static class FairnessRows
{
    [Validated("I29")]
    public static ValidationRow Two_alike_flows()
    {
        ValidationRow row = new("two flows for 300 s through 10 Mbit/s, round trip 40 ms, drop-tail queue of 1 BDP", "Jain: (Σx)²/(n·Σx²)");
        foreach (string congestion in (string[])["newreno", "cubic"]) row.Expect($"index, {congestion}", 0.95, Jain(Share(congestion, 18, 18, 50, 300)), Tolerance.AtLeast);
        return row;
    }

    [Validated("I30")]
    public static ValidationRow Short_and_long_round_trip()
    {
        double[] reno = Share("newreno", 8, 48, 15, 300), cubic = Share("cubic", 8, 48, 15, 300);
        return new ValidationRow("two flows for 300 s through 10 Mbit/s, round trips 20 ms and 100 ms, drop-tail queue of 12 ms", "(RTT₂/RTT₁)^α: α 1 with a full queue, α 2 with an empty one; less with CUBIC")
            .Expect("newreno, ratio", 112 / 32.0, reno[0] / reno[1], Tolerance.AtLeast)
            .Expect("newreno, ratio", 25, reno[0] / reno[1], Tolerance.AtMost)
            .Expect("cubic, ratio", reno[0] / reno[1], cubic[0] / cubic[1], Tolerance.AtMost);
    }

    /// <summary>What two flows have got across after a time, each with a delay of its own before the bottleneck.</summary>
    private static double[] Share(string congestion, int delay, int otherDelay, int queue, int seconds)
    {
        var summary = NetworkRows.Run($$"""
            name: shared
            time: { mode: virtual, stop: {{seconds}} s }
            defaults: { tcp: { congestion: {{congestion}} }, link: { rate: 100 Mbit/s, framing: ip } }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.1.1/24 } }, apps: [ { bulk: { to: c, port: 5001, bytes: 10 GB } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.2.1/24 } }, apps: [ { bulk: { to: c, port: 5002, bytes: 10 GB, start: 1 s } } ] }
              r: { kind: router, interfaces: { a: { address: 10.0.1.2/24 }, b: { address: 10.0.2.2/24 }, c: { address: 10.0.3.2/24 } } }
              c: { kind: host, interfaces: { eth0: { address: 10.0.3.1/24 } }, apps: [ { sink: { port: 5001 } }, { sink: { port: 5002 } } ] }
            links:
              - { endpoints: ["a:eth0", "r:a"], delay: {{delay}} ms }
              - { endpoints: ["b:eth0", "r:b"], delay: {{otherDelay}} ms }
              - { endpoints: ["r:c", "c:eth0"], rate: 10 Mbit/s, delay: 2 ms, queue: { limit: {{queue}} KB } }
            """);
        return [.. summary.Applications.OfType<BulkRecord>().Select(bulk => (double)bulk.Bytes)];
    }
}
