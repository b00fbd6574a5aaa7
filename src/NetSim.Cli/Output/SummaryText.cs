using System.Globalization;
using NetSim.Devices.Netlink;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Bulk;
using NetSim.Simulation.Applications.Dhcp;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Applications.Exec;
using NetSim.Simulation.Applications.Http;
using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Applications.Replay;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Applications.Traceroute;
using NetSim.Simulation.Applications.Traffic;
using NetSim.Simulation.Applications.Transfer;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Queues;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;
using static NetSim.Cli.Output.Figures;

namespace NetSim.Cli.Output;

/// <summary>The summary for people: what each node, link, flow and application did, and the clock's figures last.</summary>
internal static class SummaryText
{
    /// <summary>A table longer than this says how many lines it leaves out; <c>--json</c> has them all.</summary>
    private const int MostRows = 40;

    public static void Write(TextWriter output, RunSummary summary)
    {
        WriteTable(output, "nodes", ["node", "kind", "received", "sent", "forwarded", "dropped"], summary.Nodes, Node);
        WriteTable(output, "rules", ["node", "rule", "packets", "bytes"], Rules(summary), row => row);
        WriteTable(output, "links", ["link", "direction", "packets", "bytes", "rate", "dropped"], Directions(summary), row => row);
        WriteTable(output, "flows", ["node", "flow", "sent", "received", "throughput", "retransmits", "srtt"],
            FlowsOnce(summary.Flows), Flow);
        WriteTable(output, "devices", ["device", "host state", "read", "written", "dropped"], summary.Devices, device =>
            [device.Name, TextOf(device.HostState),
                Number(device.Counters.PacketsRead), Number(device.Counters.PacketsWritten), Drops(device.Drops)]);
        WriteTable(output, "applications", ["node", "application", "what it did"], summary.Applications, application =>
            [application.Node, application.Application, Describe(application)]);
        ExecText.WriteOutput(output, summary.Applications);
        WriteTable(output, "expectations", ["", "expected", "seen"], summary.Expectations, expectation =>
            [expectation.Held ? "held" : "FAILED", expectation.Text, expectation.Seen]);
        WriteEnd(output, summary);
    }

    public static string TextOf(HostLinkState state) => state switch
    {
        HostLinkState.Up => "up",
        HostLinkState.Down => "DOWN",
        HostLinkState.NoCarrier => "no carrier",
        _ => "gone",
    };

    private static void WriteEnd(TextWriter output, RunSummary summary)
    {
        RunFigures figures = summary.Figures;
        double ratio = figures.Simulated.TotalSeconds / Math.Max(1e-9, figures.Wall.TotalSeconds);
        string speed = figures.Mode == TimeMode.Virtual ? $", {ratio.ToString(ratio < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture)} times faster than real" : "";
        string kind = figures.Mode == TimeMode.Virtual ? "virtual time" : "real time";
        string state = figures.IsInterrupted ? " (interrupted)" : "";
        output.WriteLine($"{summary.Name}: {figures.Simulated} of {kind} in {figures.Wall.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s{speed}{state}");
        string differs = figures.Mode == TimeMode.Real && summary.Devices.Count > 0 ? " (real hosts took part: the next run will differ)" : "";
        output.WriteLine($"{Number(summary.PacketHops)} packet-hops, seed {figures.Seed}, fingerprint {Fingerprint.Format(summary.Fingerprint)}{differs}");
        if (figures.Mode == TimeMode.Real)
            output.WriteLine($"at most {figures.MaxLag} behind the clock; {Number(figures.LateEvents)} events came more than 1 ms late");
    }

    public static string[] Node(NodeSummary node) =>
        [node.Name, node.Kind.ToString().ToLowerInvariant(), Number(node.Received), Number(node.Sent), Number(node.Forwarded), Drops(node.Drops)];

    private static List<string[]> Rules(RunSummary summary)
    {
        var rows = new List<string[]>();
        foreach (NodeSummary node in summary.Nodes)
            foreach (RuleSummary rule in node.Rules) rows.Add([node.Name, rule.Text, Number(rule.Packets), Size(rule.Bytes)]);
        return rows;
    }

    public static List<string[]> Directions(RunSummary summary)
    {
        double seconds = Math.Max(1e-9, summary.Figures.Simulated.TotalSeconds);
        var rows = new List<string[]>();
        foreach (LinkSummary link in summary.Links)
        {
            rows.Add(Row(link.Id, $"{link.A} → {link.B}", link.AToB));
            rows.Add(Row("", $"{link.B} → {link.A}", link.BToA));
        }
        return rows;

        string[] Row(string id, string way, DirectionSummary direction) =>
            [id, way, Number(direction.Packets), Size(direction.Bytes), Rate(direction.Bytes * 8 / seconds), Drops(direction.Drops) + Impaired(direction.Impaired) + Queued(direction.Queued)];
    }

    public static string[] Flow(TcpFlow flow)
    {
        TcpInfo info = flow.Info;
        double? seconds = flow.Closed is { } closed ? (closed - flow.Opened).TotalSeconds : null;
        long bytes = Math.Max(info.BytesAcknowledged, info.BytesReceived);
        return
        [
            flow.Node, $"tcp {flow.Local} {(flow.IsActive ? "→" : "←")} {flow.Remote}",
            Size(info.BytesAcknowledged), Size(info.BytesReceived), seconds > 0 ? Rate(bytes * 8 / seconds.Value) : "",
            Number(info.SegmentsRetransmitted), info.SmoothedRtt == Duration.Zero ? "" : Milliseconds(info.SmoothedRtt),
        ];
    }

    /// <summary>A connection within the network has two ends; the one that opened it stands for both.</summary>
    public static List<TcpFlow> FlowsOnce(IReadOnlyList<TcpFlow> flows)
    {
        var opened = flows.Where(flow => flow.IsActive).Select(flow => (flow.Local, flow.Remote)).ToHashSet();
        return [.. flows.Where(flow => flow.IsActive || !opened.Contains((flow.Remote, flow.Local)))];
    }

    public static string Describe(ApplicationRecord application)
    {
        string text = application switch
        {
            PingRecord ping => Describe(ping),
            TracerouteRecord traceroute => TracerouteText.Describe(traceroute),
            HttpClientRecord client => $"{client.Url}: {client.Received} of {client.Sent} answered" +
                (client.Received > 0 ? $", last status {client.LastStatus}, {Size(client.Bytes)}, {Times(client.FetchTime)}" : ""),
            BulkRecord bulk => $"to {bulk.To.Text}: {Size(bulk.Bytes)}" + (bulk.Throughput is { } rate ? $" at {Rate(rate)}" : ""),
            LookupRecord lookup => $"{lookup.Name}: {lookup.Found} of {lookup.Asked} found" +
                (lookup.Addresses.Count > 0 ? $", {string.Join(' ', lookup.Addresses)}" : "") + (lookup.Times.Count > 0 ? $", {Times(lookup.Times)}" : ""),
            TrafficRecord traffic => $"to {traffic.To.Text}, port {traffic.Port}: {Count(traffic.Sent, "datagram")}, {Size(traffic.Bytes)}",
            TransferRecord transfer => TransferText.Describe(transfer),
            ReplayRecord replay => $"{replay.File} on {replay.Interface}: {Number(replay.Sent)} of {Count(replay.Total, "packet")}, {Size(replay.Bytes)}",
            IperfRecord iperf => IperfText.Describe(iperf),
            DhcpClientRecord client => string.Join("; ", client.Leases.Select(Describe)),
            Dhcpv6ClientRecord client => client.Describe(),
            ExecRecord exec => ExecText.Describe(exec),
            ServiceRecord service => $"port {service.Port}: {Count(service.Connections, "connection")}, {Count(service.Requests, "request")}, " +
                $"{Size(service.BytesReceived)} in, {Size(service.BytesSent)} out",
            _ => "",
        };
        return application.Error is { } error ? $"{text} ({error})" : text;
    }

    private static string Describe(DhcpClientRecord.Entry entry)
    {
        if (entry.Lease is not { } lease) return $"{entry.Interface}: no lease";
        return $"{entry.Interface}: {lease.Address} from {lease.Server}" + (lease.Router is { } router ? $", router {router}" : "")
            + (lease.NameServers.IsEmpty ? "" : $", dns {string.Join(' ', lease.NameServers)}") + $", renewed {entry.Renewals} times";
    }

    private static string Describe(PingRecord ping)
    {
        string to = ping.To.IsName || ping.To.Text == ping.To.Address.ToString() ? ping.To.Text : $"{ping.To.Text} ({ping.To.Address})";
        string loss = (ping.Loss * 100).ToString("0.##", CultureInfo.InvariantCulture);
        string text = $"to {to}: {ping.Sent} sent, {ping.Received} received, {loss} % loss";
        return ping.RoundTrip.Count == 0 ? text : $"{text}, rtt {Times(ping.RoundTrip)}";
    }

    public static string Times(RoundTripTimes times) =>
        $"min/mean/max {Number(times.Min)}/{Number(times.Mean)}/{Number(times.Max)} ms";

    private static string Drops(IReadOnlyList<DropSummary> drops) =>
        drops.Count == 0 ? "0" : string.Join(", ", drops.Select(drop => $"{Number(drop.Count)} {DropReasons.Name(drop.Reason)}"));

    /// <summary>Said only of links that do it.</summary>
    private static string Impaired(ImpairmentCounters counts) =>
        Said(counts.Duplicated, "duplicated") + Said(counts.Corrupted, "corrupted") + Said(counts.Reordered, "reordered");

    /// <summary>Said only of queues that know how long packets have waited in them.</summary>
    private static string Queued(QueueCounters? queue) => queue is not { Sent: > 0 } counts ? "" :
        $"{Said(counts.Marked, "marked")}; waited {Milliseconds(counts.Waited / counts.Sent)}, at most {Milliseconds(counts.LongestWait)}";

    private static string Said(long count, string what) => count == 0 ? "" : $"; {Number(count)} {what}";

    private static void WriteTable<T>(TextWriter output, string title, string[] heads, IReadOnlyList<T> items, Func<T, string[]> row)
    {
        if (items.Count == 0) return;
        var rows = new List<string[]> { heads };
        foreach (T item in items.Take(MostRows)) rows.Add(row(item));
        TextTable.Write(output, title, rows);
        if (items.Count > MostRows) output.WriteLine($"  … and {items.Count - MostRows} more (--json has them all)");
        output.WriteLine();
    }
}
