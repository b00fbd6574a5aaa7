using System.Buffers;
using System.Text.Json;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>JSON of a peer that may say anything: what is missing or of another kind has a default.</summary>
internal static class IperfJson
{
    /// <summary>False unless it is one object.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, out JsonElement json)
    {
        json = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;
            json = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static bool IsTrue(JsonElement json, string key) => json.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public static double Number(JsonElement json, string key, double otherwise = 0) =>
        json.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number : otherwise;

    /// <summary>Whatever is written as a fraction, or with an exponent, counts as what it is worth.</summary>
    public static long Integer(JsonElement json, string key, long otherwise = 0) =>
        (long)Math.Clamp(Math.Truncate(Number(json, key, otherwise)), long.MinValue / 2, long.MaxValue / 2);
}
