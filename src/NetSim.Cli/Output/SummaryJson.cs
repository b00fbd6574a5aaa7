using System.Text.Json;
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
using NetSim.Simulation.Running;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Cli.Output;

/// <summary>The summary as one JSON object. Its keys are a contract: numbers are plain, in seconds, bytes and bits per second.</summary>
internal static class SummaryJson
{
    public static void Write(Stream stream, RunSummary summary)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        WriteRun(json, summary);
        WriteList(json, "node_list", summary.Nodes, WriteNode);
        WriteList(json, "links", summary.Links, WriteLink);
        json.WriteNumber("packet_hops", summary.PacketHops);
        json.WriteNumber("allocated_bytes_per_hop", Math.Round(summary.PacketHops == 0 ? 0 : (double)summary.Figures.AllocatedBytes / summary.PacketHops, 3));
        WriteList(json, "applications", summary.Applications, WriteApplication);
        WriteList(json, "flows", summary.Flows, WriteFlow);
        WriteList(json, "devices", summary.Devices, WriteDevice);
        WriteList(json, "expectations", summary.Expectations, WriteExpectation);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <summary>What one application did.</summary>
    public static void Write(Stream stream, ApplicationRecord application)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        WriteApplication(json, application);
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, RunSummary summary)
    {
        RunFigures figures = summary.Figures;
        json.WriteString("name", summary.Name);
        json.WriteNumber("seed", figures.Seed);
        json.WriteString("fingerprint", Simulation.Determinism.Fingerprint.Format(summary.Fingerprint));
        json.WriteStartObject("time");
        json.WriteString("mode", figures.Mode == Simulation.Topology.Plan.TimeMode.Virtual ? "virtual" : "real");
        json.WriteNumber("simulated_s", figures.Simulated.TotalSeconds);
        json.WriteNumber("setup_s", Math.Round(figures.SetUp.TotalSeconds, 6));
        json.WriteNumber("wall_s", Math.Round(figures.Wall.TotalSeconds, 6));
        if (figures.Mode == Simulation.Topology.Plan.TimeMode.Real)
        {
            json.WriteNumber("max_lag_s", figures.MaxLag.TotalSeconds);
            json.WriteNumber("late_events", figures.LateEvents);
        }
        json.WriteEndObject();
        json.WriteBoolean("interrupted", figures.IsInterrupted);
        json.WriteNumber("lanes", figures.Lanes);
        json.WriteNumber("nodes", summary.Nodes.Count);
    }

    private static void WriteNode(Utf8JsonWriter json, NodeSummary node)
    {
        json.WriteString("name", node.Name);
        json.WriteString("kind", node.Kind.ToString().ToLowerInvariant());
        json.WriteNumber("received", node.Received);
        json.WriteNumber("sent", node.Sent);
        json.WriteNumber("forwarded", node.Forwarded);
        WriteDrops(json, node.Drops);
        if (node.Tracked is { } tracked)
        {
            json.WriteNumber("tracked_connections", tracked.Connections);
            json.WriteNumber("port_mappings", tracked.Mappings);
        }
        if (node.Rules.Count > 0) WriteList(json, "rules", node.Rules, WriteRule);
    }

    private static void WriteRule(Utf8JsonWriter json, RuleSummary rule)
    {
        json.WriteString("rule", rule.Text);
        json.WriteNumber("packets", rule.Packets);
        json.WriteNumber("bytes", rule.Bytes);
    }

    private static void WriteLink(Utf8JsonWriter json, LinkSummary link)
    {
        json.WriteString("id", link.Id);
        json.WriteString("a", link.A);
        json.WriteString("b", link.B);
        WriteDirection(json, "a_to_b", link.AToB);
        WriteDirection(json, "b_to_a", link.BToA);
    }

    private static void WriteDirection(Utf8JsonWriter json, string name, DirectionSummary direction)
    {
        json.WriteStartObject(name);
        json.WriteNumber("packets", direction.Packets);
        json.WriteNumber("bytes", direction.Bytes);
        json.WriteNumber("duplicated", direction.Impaired.Duplicated);
        json.WriteNumber("corrupted", direction.Impaired.Corrupted);
        json.WriteNumber("reordered", direction.Impaired.Reordered);
        if (direction.Queued is { } queue)
        {
            json.WriteStartObject("queue");
            json.WriteNumber("sent", queue.Sent);
            json.WriteNumber("marked", queue.Marked);
            json.WriteNumber("mean_wait_ms", queue.Sent == 0 ? 0 : queue.Waited.TotalMilliseconds / queue.Sent);
            json.WriteNumber("longest_wait_ms", queue.LongestWait.TotalMilliseconds);
            json.WriteEndObject();
        }
        json.WriteStartObject("dropped");
        // These two are always there, so that scripts need not ask.
        WriteCount(DropReason.QueueFull);
        WriteCount(DropReason.Loss);
        foreach (DropSummary drop in direction.Drops)
            if (drop.Reason is not (DropReason.QueueFull or DropReason.Loss)) json.WriteNumber(DropReasons.Name(drop.Reason), drop.Count);
        json.WriteEndObject();
        json.WriteEndObject();

        void WriteCount(DropReason reason) =>
            json.WriteNumber(DropReasons.Name(reason), direction.Drops.FirstOrDefault(drop => drop.Reason == reason)?.Count ?? 0);
    }

    private static void WriteDrops(Utf8JsonWriter json, IReadOnlyList<DropSummary> drops)
    {
        json.WriteStartObject("dropped");
        foreach (DropSummary drop in drops) json.WriteNumber(DropReasons.Name(drop.Reason), drop.Count);
        json.WriteEndObject();
    }

    private static void WriteApplication(Utf8JsonWriter json, ApplicationRecord application)
    {
        json.WriteString("node", application.Node);
        json.WriteString("app", application.Application);
        switch (application)
        {
            case PingRecord ping:
                json.WriteString("to", ping.To.IsName ? ping.To.Text : ping.To.Address.ToString());
                json.WriteNumber("sent", ping.Sent);
                json.WriteNumber("received", ping.Received);
                WriteTimes(json, "rtt_s", ping.RoundTrip);
                break;
            case TracerouteRecord traceroute:
                TracerouteText.Write(json, traceroute);
                break;
            case HttpClientRecord client:
                json.WriteString("url", client.Url);
                json.WriteNumber("sent", client.Sent);
                json.WriteNumber("received", client.Received);
                json.WriteNumber("status", client.LastStatus);
                json.WriteNumber("bytes", client.Bytes);
                WriteTimes(json, "fetch_s", client.FetchTime);
                break;
            case BulkRecord bulk:
                json.WriteString("to", bulk.To.Address.ToString());
                json.WriteNumber("bytes", bulk.Bytes);
                if (bulk.Throughput is { } throughput) json.WriteNumber("throughput_bps", Math.Round(throughput));
                break;
            case LookupRecord lookup:
                json.WriteString("name", lookup.Name);
                json.WriteNumber("asked", lookup.Asked);
                json.WriteNumber("found", lookup.Found);
                json.WriteStartArray("addresses");
                foreach (IpAddress address in lookup.Addresses) json.WriteStringValue(address.ToString());
                json.WriteEndArray();
                WriteTimes(json, "answer_s", lookup.Times);
                break;
            case TrafficRecord traffic:
                json.WriteString("to", traffic.To.IsName ? traffic.To.Text : traffic.To.Address.ToString());
                json.WriteNumber("port", traffic.Port);
                json.WriteNumber("sent", traffic.Sent);
                json.WriteNumber("bytes", traffic.Bytes);
                break;
            case TransferRecord transfer:
                TransferText.Write(json, transfer);
                break;
            case ReplayRecord replay:
                json.WriteString("file", replay.File);
                json.WriteString("interface", replay.Interface);
                json.WriteNumber("sent", replay.Sent);
                json.WriteNumber("total", replay.Total);
                json.WriteNumber("bytes", replay.Bytes);
                break;
            case IperfRecord iperf:
                IperfText.Write(json, iperf);
                break;
            case DhcpClientRecord client:
                json.WriteStartArray("leases");
                foreach (DhcpClientRecord.Entry entry in client.Leases)
                {
                    json.WriteStartObject();
                    json.WriteString("interface", entry.Interface);
                    json.WriteString("address", entry.Lease?.Address.ToString());
                    json.WriteString("server", entry.Lease?.Server.ToString());
                    json.WriteString("router", entry.Lease?.Router?.ToString());
                    json.WriteNumber("renewals", entry.Renewals);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                break;
            case Dhcpv6ClientRecord client:
                json.WriteStartArray("dns");
                foreach (IpAddress server in client.NameServers) json.WriteStringValue(server.ToString());
                json.WriteEndArray();
                json.WriteString("domain", client.Domain);
                break;
            case ExecRecord exec:
                json.WriteString("command", exec.Command);
                if (exec.ExitStatus is { } status) json.WriteNumber("exit_status", status);
                else json.WriteNull("exit_status");
                json.WriteString("output", exec.Output);
                json.WriteString("errors", exec.Errors);
                json.WriteNumber("dropped_bytes", exec.Dropped);
                break;
            case ServiceRecord service:
                json.WriteNumber("port", service.Port);
                json.WriteNumber("connections", service.Connections);
                json.WriteNumber("requests", service.Requests);
                json.WriteNumber("bytes_received", service.BytesReceived);
                json.WriteNumber("bytes_sent", service.BytesSent);
                break;
            default:
                break;
        }
        json.WriteBoolean("done", application.IsDone);
        if (application.Error is { } error) json.WriteString("error", error);
    }

    public static void WriteTimes(Utf8JsonWriter json, string name, RoundTripTimes times)
    {
        if (times.Count == 0)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("min", times.Min.TotalSeconds);
        json.WriteNumber("mean", times.Mean.TotalSeconds);
        json.WriteNumber("max", times.Max.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteFlow(Utf8JsonWriter json, TcpFlow flow)
    {
        TcpInfo info = flow.Info;
        json.WriteString("node", flow.Node);
        json.WriteString("protocol", "tcp");
        json.WriteString("local", flow.Local.ToString());
        json.WriteString("remote", flow.Remote.ToString());
        json.WriteString("opened_by", flow.IsActive ? "local" : "remote");
        json.WriteNumber("opened_s", (flow.Opened - Instant.Zero).TotalSeconds);
        if (flow.Closed is { } closed) json.WriteNumber("closed_s", (closed - Instant.Zero).TotalSeconds);
        json.WriteNumber("bytes_sent", info.BytesAcknowledged);
        json.WriteNumber("bytes_received", info.BytesReceived);
        json.WriteNumber("retransmits", info.SegmentsRetransmitted);
        json.WriteNumber("srtt_s", info.SmoothedRtt.TotalSeconds);
        json.WriteNumber("cwnd_bytes", info.CongestionWindow);
    }

    private static void WriteDevice(Utf8JsonWriter json, DeviceSummary device)
    {
        json.WriteString("name", device.Name);
        json.WriteString("host_state", device.HostState switch
        {
            HostLinkState.Up => "up",
            HostLinkState.Down => "down",
            HostLinkState.NoCarrier => "no_carrier",
            _ => "missing",
        });
        json.WriteNumber("packets_read", device.Counters.PacketsRead);
        json.WriteNumber("packets_written", device.Counters.PacketsWritten);
        WriteDrops(json, device.Drops);
    }

    private static void WriteExpectation(Utf8JsonWriter json, ExpectationResult expectation)
    {
        json.WriteString("text", expectation.Text);
        json.WriteBoolean("held", expectation.Held);
        json.WriteString("seen", expectation.Seen);
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
