using System.Globalization;
using System.Text.Json;
using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;
using static NetSim.Cli.Output.Figures;

namespace NetSim.Cli.Output;

/// <summary>What a client or a server of iperf3 has measured, for people and for programs.</summary>
internal static class IperfText
{
    public static string Describe(IperfRecord record)
    {
        string what = record.To is { } to ? $"to {to.Text}" : $"port {record.Port}: {Count(record.Tests, "test")}";
        if (record.Outcomes.Count == 0) return what;
        IperfOutcome last = record.Outcomes[^1];
        string from = record.To is null ? $"{(record.Tests > 1 ? ", the last" : "")} from {last.Peer}: " : ": ";
        string streams = last.Streams > 1 ? $"{last.Streams} streams, " : "";
        string[] ways = [.. Ways(last).Select(way => $"{way.Name} {Describe(way.Figures, last.Transport)}")];
        return $"{what}{from}{(last.Transport == Transport.Udp ? "UDP" : "TCP")}, {streams}{string.Join("; ", ways)}";
    }

    public static void Write(Utf8JsonWriter json, IperfRecord record)
    {
        if (record.To is { } to) json.WriteString("to", to.IsName ? to.Text : to.Address.ToString());
        json.WriteNumber("port", record.Port);
        json.WriteNumber("tests", record.Tests);
        json.WriteStartArray("outcomes");
        foreach (IperfOutcome outcome in record.Outcomes)
        {
            json.WriteStartObject();
            json.WriteString("peer", outcome.Peer.ToString());
            json.WriteString("protocol", outcome.Transport == Transport.Udp ? "udp" : "tcp");
            json.WriteNumber("streams", outcome.Streams);
            foreach ((string name, IperfFigures figures) in Ways(outcome)) Write(json, name, figures, outcome.Transport);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static IEnumerable<(string Name, IperfFigures Figures)> Ways(IperfOutcome outcome)
    {
        if (outcome.Sent is { } sent) yield return ("sent", sent);
        if (outcome.Received is { } received) yield return ("received", received);
    }

    private static string Describe(IperfFigures figures, Transport transport)
    {
        string text = $"{Size(figures.BytesReceived)} at {Rate(figures.Throughput)}";
        if (transport == Transport.Udp)
        {
            string percent = (figures.Packets == 0 ? 0 : 100.0 * figures.Lost / figures.Packets).ToString("0.##", CultureInfo.InvariantCulture);
            return $"{text}, jitter {Milliseconds(new Duration((long)(figures.Jitter * 1e9)))}, {Number(figures.Lost)} of {Number(figures.Packets)} lost ({percent} %)";
        }
        return figures.Retransmits is { } retransmits ? $"{text}, {Count(retransmits, "retransmit")}" : text;
    }

    private static void Write(Utf8JsonWriter json, string name, IperfFigures figures, Transport transport)
    {
        json.WriteStartObject(name);
        json.WriteNumber("bytes_sent", figures.BytesSent);
        json.WriteNumber("bytes_received", figures.BytesReceived);
        json.WriteNumber("seconds", figures.ReceiveTime);
        json.WriteNumber("send_rate_bps", Math.Round(figures.SendRate));
        json.WriteNumber("throughput_bps", Math.Round(figures.Throughput));
        if (transport == Transport.Udp)
        {
            json.WriteNumber("packets", figures.Packets);
            json.WriteNumber("lost", figures.Lost);
            json.WriteNumber("jitter_s", figures.Jitter);
        }
        else if (figures.Retransmits is { } retransmits)
        {
            json.WriteNumber("retransmits", retransmits);
        }
        json.WriteEndObject();
    }
}
