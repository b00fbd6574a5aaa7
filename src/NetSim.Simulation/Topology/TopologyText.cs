using System.Text;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology;

/// <summary>The first step: a file to text, within the limit.</summary>
internal static class TopologyText
{
    /// <returns>Null if the file cannot be read, with the reason among the diagnostics.</returns>
    public static string? Read(string path, DiagnosticBag diagnostics)
    {
        byte[] bytes;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            // Not by its length: a pipe has none, and a file may grow.
            byte[] room = new byte[YamlLimits.FileBytes + 1];
            int length = file.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            bytes = room[..length];
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            diagnostics.Add(1, 1, "", DiagnosticCode.FileUnreadable, Reason(path, exception));
            return null;
        }
        return Decode(bytes, diagnostics);
    }

    public static string? Decode(ReadOnlySpan<byte> bytes, DiagnosticBag diagnostics)
    {
        if (bytes.Length > YamlLimits.FileBytes)
        {
            diagnostics.Add(1, 1, "", DiagnosticCode.FileTooLarge, "the file is larger than 1 MiB");
            return null;
        }
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        string text = Encoding.UTF8.GetString(bytes);
        int at = FirstNotText(bytes, text);
        if (at < 0) return text;
        (int line, int column) = Mark(text, at);
        diagnostics.Add(line, column, "", DiagnosticCode.NotUtf8, "this is not UTF-8 text: save the file as UTF-8");
        return null;
    }

    private static string Reason(string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException when Directory.Exists(path) => "this is a folder, not a file",
        UnauthorizedAccessException => "this user may not read the file",
        _ => $"the file cannot be read: {exception.Message}",
    };

    /// <summary>Bytes that are not UTF-8 come out as U+FFFD; UTF-16 text has zeros.</summary>
    private static int FirstNotText(ReadOnlySpan<byte> bytes, string text) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? text.IndexOf('\0', StringComparison.Ordinal) : text.AsSpan().IndexOfAny('\uFFFD', '\0');

    private static (int Line, int Column) Mark(string text, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, at);
        return (before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }
}
