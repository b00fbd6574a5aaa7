using NetSim.Stack;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What the inside of nodes counts: IP stacks and the fabrics of switches.</summary>
internal static class StackMetrics
{
    private static readonly string[] PerHost = [TelemetryNames.Host];

    public static IEnumerable<MetricDefinition> All =>
    [
        OfStacks("netsim.stack.packet.received", "{packet}", "Packets that interfaces handed to the IP stack.", static counters => counters.ReceivedPackets),
        OfStacks("netsim.stack.packet.forwarded", "{packet}", "Packets that went on to another node.", static counters => counters.ForwardedPackets),
        OfStacks("netsim.stack.packet.delivered", "{packet}", "Packets handed to a socket.", static counters => counters.DeliveredPackets),
        OfStacks("netsim.stack.packet.sent", "{packet}", "Packets that sockets of the node asked to send.", static counters => counters.SentPackets),
        OfStacks("netsim.stack.packet.reassembled", "{packet}", "Packets put together from fragments.", static counters => counters.ReassembledPackets),
        OfStacks("netsim.stack.fragment.made", "{packet}", "Fragments that packets were cut into.", static counters => counters.FragmentsMade),
        OfStacks("netsim.stack.icmp.echo_replies", "{packet}", "Echo requests answered.", static counters => counters.EchoReplies),
        OfStacks("netsim.stack.icmp.errors", "{packet}", "ICMP errors sent.", static counters => counters.IcmpErrorsSent),
        OfStacks("netsim.stack.icmp.errors_suppressed", "{packet}", "ICMP errors not sent, since the rate limit was reached.", static counters => counters.IcmpErrorsSuppressed),
        new MetricDefinition<long>
        {
            Name = "netsim.stack.packet.dropped",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that the IP stack dropped, by reason; interfaces count theirs on their own.",
            Attributes = [.. PerHost, TelemetryNames.DropReason],
            Read = static run => run.Stacks.SelectMany(static node =>
                RunReadings.Of(node.Stack.Counters.Drops).Select(drop => (drop.Count, Series(node.Host, drop.Reason)))),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.tunnel.packet.dropped",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that one end of a tunnel dropped, by reason; its interface counts its own.",
            Attributes = [.. PerHost, TelemetryNames.Interface, TelemetryNames.DropReason],
            Read = static run => run.Tunnels.SelectMany(static tunnel =>
                RunReadings.Of(tunnel.Core.Drops).Select(drop => (drop.Count, Series(tunnel.Host, tunnel.Interface, drop.Reason)))),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.switch.packet.forwarded",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Frames that a switch sent out of the one port where their destination is.",
            Attributes = PerHost,
            Read = static run => run.Switches.Select(static node => (node.Switch.Forwarded, Series(node.Host))),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.switch.packet.flooded",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Frames that a switch sent out of every other port.",
            Attributes = PerHost,
            Read = static run => run.Switches.Select(static node => (node.Switch.Flooded, Series(node.Host))),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.switch.packet.dropped",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Frames that a switch dropped, by reason; ports count theirs on their own.",
            Attributes = [.. PerHost, TelemetryNames.DropReason],
            Read = static run => run.Switches.SelectMany(static node =>
                RunReadings.Of(node.Switch.Drops).Select(drop => (drop.Count, Series(node.Host, drop.Reason)))),
        },
    ];

    private static MetricDefinition<long> OfStacks(string name, string unit, string description, Func<StackCounters, long> read) => new()
    {
        Name = name,
        Kind = MetricKind.Counter,
        Unit = unit,
        Description = description,
        Attributes = PerHost,
        Read = run => run.Stacks.Select(node => (read(node.Stack.Counters), Series(node.Host))),
    };

    private static object?[] Series(params object?[] attributes) => attributes;
}
