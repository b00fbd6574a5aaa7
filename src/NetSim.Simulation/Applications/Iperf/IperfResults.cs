using System.Text.Json;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>What one end has counted of one stream.</summary>
internal sealed record IperfStreamResult
{
    public required int Id { get; init; }

    /// <summary>Sent by a sender, received by a receiver.</summary>
    public required long Bytes { get; init; }

    /// <summary>−1: this end does not know.</summary>
    public long Retransmits { get; init; } = -1;

    /// <summary>Seconds (RFC 3550 6.4.1), at the receiver.</summary>
    public double Jitter { get; init; }

    /// <summary>Datagrams that a receiver has missed.</summary>
    public long Errors { get; init; }

    /// <summary>The highest number of a datagram.</summary>
    public long Packets { get; init; }

    public long OmittedErrors { get; init; }

    public long OmittedPackets { get; init; }

    /// <summary>From the start, less what is omitted, to the end.</summary>
    public double Seconds { get; init; }
}

/// <summary>What one end has counted of all streams, as the ends tell each other after a test.</summary>
internal sealed record IperfResults(IReadOnlyList<IperfStreamResult> Streams)
{
    /// <summary>Longer than any test; what claims to be still longer would only be no number any more when it is reckoned with.</summary>
    private const double MostSeconds = 1e9;

    public static bool TryParse(ReadOnlyMemory<byte> text, out IperfResults results)
    {
        results = new IperfResults([]);
        if (!IperfJson.TryParse(text, out JsonElement json)) return false;
        if (!json.TryGetProperty("streams", out JsonElement list) || list.ValueKind != JsonValueKind.Array) return false;
        var streams = new List<IperfStreamResult>();
        foreach (JsonElement stream in list.EnumerateArray())
        {
            if (stream.ValueKind != JsonValueKind.Object) return false;
            streams.Add(new IperfStreamResult
            {
                Id = (int)Math.Clamp(IperfJson.Integer(stream, "id"), 0, int.MaxValue),
                Bytes = IperfJson.Integer(stream, "bytes"),
                Retransmits = IperfJson.Integer(stream, "retransmits", -1),
                Jitter = Math.Clamp(IperfJson.Number(stream, "jitter"), 0, MostSeconds),
                Errors = IperfJson.Integer(stream, "errors"),
                Packets = IperfJson.Integer(stream, "packets"),
                OmittedErrors = IperfJson.Integer(stream, "omitted_errors"),
                OmittedPackets = IperfJson.Integer(stream, "omitted_packets"),
                Seconds = Math.Clamp(IperfJson.Number(stream, "end_time") - IperfJson.Number(stream, "start_time"), 0, MostSeconds),
            });
        }
        results = new IperfResults(streams);
        return true;
    }

    public byte[] ToJson() => IperfJson.Write(json =>
    {
        // A simulated host has no processor.
        json.WriteNumber("cpu_util_total", 0);
        json.WriteNumber("cpu_util_user", 0);
        json.WriteNumber("cpu_util_system", 0);
        json.WriteNumber("sender_has_retransmits", Streams.Any(stream => stream.Retransmits >= 0) ? 1 : -1);
        json.WriteStartArray("streams");
        foreach (IperfStreamResult stream in Streams) Write(json, stream);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, IperfStreamResult stream)
    {
        json.WriteStartObject();
        json.WriteNumber("id", stream.Id);
        json.WriteNumber("bytes", stream.Bytes);
        json.WriteNumber("retransmits", stream.Retransmits);
        json.WriteNumber("jitter", stream.Jitter);
        json.WriteNumber("errors", stream.Errors);
        json.WriteNumber("omitted_errors", stream.OmittedErrors);
        json.WriteNumber("packets", stream.Packets);
        json.WriteNumber("omitted_packets", stream.OmittedPackets);
        json.WriteNumber("start_time", 0);
        json.WriteNumber("end_time", stream.Seconds);
        json.WriteEndObject();
    }
}
