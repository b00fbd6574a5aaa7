using System.Text.Json;
using Microsoft.Extensions.Options;
using NetSim.Hosting.Outputs;
using NetSim.Simulation.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace NetSim.Hosting.Logging;

/// <summary>
/// Makes of a record of <see cref="RunLog"/> what a collector gets: its time is that of the run, as in spans, and what it says of nodes, links and devices has the names that
/// they have there.
/// </summary>
internal sealed class LogExport(RunClock clock) : BaseProcessor<LogRecord>
{
    /// <summary>What the names of the messages are called; others are <c>netsim.log.</c> and the name in snake case.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["At"] = TelemetryNames.LogTime,
        ["Node"] = TelemetryNames.Host,
        ["Link"] = TelemetryNames.Link,
        ["Device"] = TelemetryNames.Device,
    };

    private long _records;

    /// <summary>How many there were.</summary>
    public long Records => Interlocked.Read(ref _records);

    public override void OnEnd(LogRecord data)
    {
        Interlocked.Increment(ref _records);
        var attributes = new List<KeyValuePair<string, object?>> { new(TelemetryNames.LogEvent, data.EventId.Name) };
        foreach (KeyValuePair<string, object?> said in data.Attributes ?? [])
        {
            if (said.Key == "{OriginalFormat}") continue;
            attributes.Add(new(NameOf(said.Key), said.Value is Enum word ? word.ToString() : said.Value));
            if (said is { Key: "At", Value: double seconds }) data.Timestamp = clock.TimeOf(seconds);
        }
        data.Attributes = attributes;
    }

    /// <param name="name">In a message.</param>
    public static string NameOf(string name) => Names.GetValueOrDefault(name) ?? $"netsim.log.{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}";

    /// <summary>Options that do not change.</summary>
    internal sealed class Fixed(OpenTelemetryLoggerOptions options) : IOptionsMonitor<OpenTelemetryLoggerOptions>
    {
        public OpenTelemetryLoggerOptions CurrentValue => options;

        public OpenTelemetryLoggerOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OpenTelemetryLoggerOptions, string?> listener) => null;
    }
}
