using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OpenTelemetry.Resources;

namespace NetSim.Hosting.Exporters;

/// <summary>
/// A file of OTLP in JSON (opentelemetry-proto, "JSON Protobuf Encoding"), one object a line, as the collector's file exporter writes and
/// its file receiver reads. The same run in virtual time writes the same bytes.
/// </summary>
internal sealed class OtlpJsonLines(string path) : IDisposable
{
    /// <summary>Without a buffer of its own: a line is many spans, and what cannot be written is to be seen at once.</summary>
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly ArrayBufferWriter<byte> _line = new();

    public string Path => path;

    /// <summary>Why the file ends before the run does; null if it does not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Writes one line; <paramref name="write"/> fills the object. After a line that could not be written there are no more.</summary>
    public void Write(Action<Utf8JsonWriter> write)
    {
        if (Problem is not null) return;
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        _line.Write("\n"u8);
        try
        {
            _file.Write(_line.WrittenSpan);
        }
        catch (IOException error)
        {
            Problem = error.Message;
        }
    }

    public void Dispose() => _file.Dispose();

    public static void WriteResource(Utf8JsonWriter json, Resource resource)
    {
        json.WriteStartObject("resource");
        json.WriteStartArray("attributes");
        // The order in which a resource keeps its attributes is nobody's promise.
        foreach (KeyValuePair<string, object> attribute in resource.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
            WriteAttribute(json, attribute.Key, attribute.Value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteScope(Utf8JsonWriter json, string name, string? version)
    {
        json.WriteStartObject("scope");
        json.WriteString("name", name);
        if (!string.IsNullOrEmpty(version)) json.WriteString("version", version);
        json.WriteEndObject();
    }

    public static void WriteAttribute(Utf8JsonWriter json, string key, object? value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        switch (value)
        {
            case long or int or short or byte or uint or ushort:
                json.WriteString("intValue", Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                break;
            case double fraction:
                json.WriteNumber("doubleValue", fraction);
                break;
            case bool yes:
                json.WriteBoolean("boolValue", yes);
                break;
            default:
                json.WriteString("stringValue", value?.ToString());
                break;
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>64-bit numbers are strings in this encoding: a number of JSON may have only 53 bits.</summary>
    public static void WriteNanoseconds(Utf8JsonWriter json, string key, long nanoseconds) =>
        json.WriteString(key, nanoseconds.ToString(CultureInfo.InvariantCulture));
}
