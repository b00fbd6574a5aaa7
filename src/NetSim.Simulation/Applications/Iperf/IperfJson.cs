using System.Buffers;
using System.Text.Json;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>JSON of a peer that may say anything: what is missing or of another kind has a default.</summary>
internal static class IperfJson
{
    private const double SignBit = 9_223_372_036_854_775_808;
    private const double LargestExact = 9_007_199_254_740_991;

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

    /// <summary>
    /// Whatever is written as a fraction, or with an exponent, counts as what it is worth, within what a double holds exactly. Some versions of
    /// iperf3 write −1 as if it had no sign: 18446744073709551615.
    /// </summary>
    public static long Integer(JsonElement json, string key, long otherwise = 0)
    {
        double number = Number(json, key, otherwise);
        return number >= SignBit ? -1 : (long)Math.Clamp(Math.Truncate(number), -LargestExact, LargestExact);
    }
}
