using System.Text.Json;
using NetSim.Hosting.Tests.Otlp;
using NetSim.Simulation.Running;

namespace NetSim.Hosting.Tests.Outputs;

/// <summary>OTLP in JSON, a line for each batch.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netsim-otlp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_file_has_the_spans_that_a_collector_gets()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        await TracedRun.RunBeside(TracedRun.Busy, $"otlp={collector.Url}");
        string[] expected = [.. collector.Spans.Select(span => $"{span.TraceId} {span.SpanId} {span.ParentId} {span.Name} {span.Kind} {span.Start} {span.End} {span.Status}")];

        Assert.Equal(expected, Spans(Write("spans.jsonl")).Select(Describe));
    }

    [Fact]
    public void The_numbers_are_in_the_last_line()
    {
        string[] lines = File.ReadAllLines(Write("metrics.jsonl"));
        JsonElement scope = JsonDocument.Parse(lines[^1]).RootElement.GetProperty("resourceMetrics")[0].GetProperty("scopeMetrics")[0];
        JsonElement metric = Assert.Single(scope.GetProperty("metrics").EnumerateArray(), metric => metric.GetProperty("name").GetString() == "netsim.link.io");
        Assert.Equal("By", metric.GetProperty("unit").GetString());
        Assert.Equal(4, metric.GetProperty("sum").GetProperty("dataPoints").GetArrayLength());
        Assert.All(lines[..^1], line => Assert.StartsWith("""{"resourceSpans":[""", line, StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_disk_that_is_full_changes_nothing_and_is_told_of()
    {
        Skip.IfNot(File.Exists("/dev/full"), "this system has no /dev/full");
        RunSummary untraced = TracedRun.RunUntraced(TracedRun.Busy);
        (RunSummary summary, IReadOnlyList<string> problems) = TracedRun.Run(TracedRun.Busy, "file=/dev/full");

        Assert.Equal(untraced.Fingerprint, summary.Fingerprint);
        Assert.StartsWith("the telemetry in /dev/full is not complete: ", Assert.Single(problems), StringComparison.Ordinal);
    }

    private string Write(string name)
    {
        string path = Path.Combine(_folder, name);
        TracedRun.Run(TracedRun.Busy, $"file={path}");
        return path;
    }

    private static IEnumerable<JsonElement> Spans(string path) => File.ReadLines(path)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(line => line.TryGetProperty("resourceSpans", out _))
        .SelectMany(line => line.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans").EnumerateArray());

    private static string Describe(JsonElement span)
    {
        string parent = span.TryGetProperty("parentSpanId", out JsonElement id) ? id.GetString()! : "";
        int status = span.TryGetProperty("status", out JsonElement code) ? code.GetProperty("code").GetInt32() : 0;
        return $"{span.GetProperty("traceId")} {span.GetProperty("spanId")} {parent} {span.GetProperty("name")} {span.GetProperty("kind")} "
            + $"{span.GetProperty("startTimeUnixNano")} {span.GetProperty("endTimeUnixNano")} {status}";
    }
}
