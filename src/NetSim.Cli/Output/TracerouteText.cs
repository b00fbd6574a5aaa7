using System.Text.Json;
using NetSim.Simulation.Applications.Traceroute;

namespace NetSim.Cli.Output;

/// <summary>The way that a traceroute has found: <c>to web: 1 r1 10.0.1.1 …</c>, and as JSON.</summary>
internal static class TracerouteText
{
    public static string Describe(TracerouteRecord record) =>
        $"to {record.To.Text}{(record.IsReached ? "" : ", not reached")}: {string.Join("; ", record.Hops.Select(Describe))}";

    /// <summary>As traceroute(8) has it: who answered is said where it changes, a star is a probe without an answer.</summary>
    private static string Describe(TracerouteHop hop)
    {
        string text = Figures.Number(hop.Number);
        NetSim.Wire.Addresses.IpAddress? before = null;
        foreach (TracerouteProbe probe in hop.Probes)
        {
            if (probe.From is not { } from)
            {
                text += " *";
                continue;
            }
            text += (from == before ? "" : $" {from}") + $" {Figures.Milliseconds(probe.Time)}" + (probe.Problem is { } problem ? $" ({problem})" : "");
            before = from;
        }
        return text;
    }

    public static void Write(Utf8JsonWriter json, TracerouteRecord record)
    {
        json.WriteString("to", record.To.IsName ? record.To.Text : record.To.Address.ToString());
        json.WriteBoolean("reached", record.IsReached);
        json.WriteStartArray("hops");
        foreach (TracerouteHop hop in record.Hops)
        {
            json.WriteStartObject();
            json.WriteNumber("hop", hop.Number);
            json.WriteStartArray("probes");
            foreach (TracerouteProbe probe in hop.Probes)
            {
                json.WriteStartObject();
                json.WriteString("from", probe.From?.ToString());
                if (probe.From is null) json.WriteNull("rtt_s");
                else json.WriteNumber("rtt_s", probe.Time.TotalSeconds);
                if (probe.Problem is { } problem) json.WriteString("problem", problem);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
