using System.Diagnostics;
using System.Globalization;
using System.Text;
using NetSim.Hosting.Outputs;
using NetSim.Simulation.Telemetry;
using NetSim.Wire.Time;

namespace NetSim.Hosting.Exporters.Terminal;

/// <summary>A span as one line: when in the run, how long, what, between whom, and what else is known.</summary>
internal static class SpanText
{
    public const string Head = "      time (s)      duration  span";

    /// <summary>These stand in their own places in the line.</summary>
    private static readonly HashSet<string> Placed =
    [
        TelemetryNames.SourceAddress, TelemetryNames.SourcePort, TelemetryNames.DestinationAddress, TelemetryNames.DestinationPort,
        TelemetryNames.HopFrom, TelemetryNames.HopTo, TelemetryNames.Host, TelemetryNames.Transport, TelemetryNames.ErrorType,
        TelemetryNames.NetworkType, TelemetryNames.Link, TelemetryNames.LinkDirection,
    ];

    private const string NanosecondSuffix = "_ns";

    /// <param name="span">The span.</param>
    /// <param name="clock">The run's time.</param>
    /// <param name="depth">How far below a root it lies.</param>
    public static string Of(Activity span, RunClock clock, int depth)
    {
        var text = new StringBuilder();
        string start = (clock.Since(span.StartTimeUtc).Nanoseconds / 1e9).ToString("0.0000000", CultureInfo.InvariantCulture);
        text.Append(start.PadLeft(14)).Append("  ").Append(new Duration(span.Duration.Ticks * 100).ToString().PadLeft(12)).Append("  ");
        text.Append(' ', 2 * depth).Append(span.OperationName);
        if (span.GetTagItem(TelemetryNames.Host) is string host) text.Append(' ').Append(host);
        AppendEnds(text, span);
        foreach (KeyValuePair<string, object?> tag in span.TagObjects)
            if (!Placed.Contains(tag.Key)) AppendTag(text, tag);
        if (span.Status == ActivityStatusCode.Error) text.Append("  FAILED: ").Append(span.GetTagItem(TelemetryNames.ErrorType));
        return text.ToString();
    }

    private static void AppendEnds(StringBuilder text, Activity span)
    {
        if (span.GetTagItem(TelemetryNames.HopFrom) is string from)
        {
            text.Append(' ').Append(from).Append(" → ").Append(span.GetTagItem(TelemetryNames.HopTo));
            return;
        }
        if (span.GetTagItem(TelemetryNames.SourceAddress) is not string source) return;
        text.Append(' ').Append(span.GetTagItem(TelemetryNames.Transport) ?? span.GetTagItem(TelemetryNames.NetworkType)).Append(' ');
        AppendEnd(source, span.GetTagItem(TelemetryNames.SourcePort));
        text.Append(" → ");
        AppendEnd((string)span.GetTagItem(TelemetryNames.DestinationAddress)!, span.GetTagItem(TelemetryNames.DestinationPort));

        void AppendEnd(string address, object? port)
        {
            if (port is null) text.Append(address);
            else if (address.Contains(':', StringComparison.Ordinal)) text.Append('[').Append(address).Append("]:").Append(port);
            else text.Append(address).Append(':').Append(port);
        }
    }

    /// <summary><c>netsim.hop.queue_ns</c> = 78400 becomes <c>queue 78.4 µs</c>.</summary>
    private static void AppendTag(StringBuilder text, KeyValuePair<string, object?> tag)
    {
        string name = tag.Key[(tag.Key.LastIndexOf('.') + 1)..];
        if (name.EndsWith(NanosecondSuffix, StringComparison.Ordinal) && tag.Value is long nanoseconds)
        {
            text.Append(", ").Append(name[..^NanosecondSuffix.Length]).Append(' ').Append(new Duration(nanoseconds).ToString());
            return;
        }
        text.Append(", ").Append(name.Replace('_', ' ')).Append(' ');
        text.Append(tag.Value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : tag.Value?.ToString());
    }
}
