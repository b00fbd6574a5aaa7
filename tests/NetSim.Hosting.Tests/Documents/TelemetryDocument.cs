using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using NetSim.Hosting.Logging;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Telemetry.Metrics;
using NetSim.Simulation.Telemetry.Traces;

namespace NetSim.Hosting.Tests.Documents;

/// <summary>Writes docs/telemetry.md from what the program itself says of its metrics, spans and attributes.</summary>
internal static partial class TelemetryDocument
{
    private const string Head = """
        # Telemetry

        All names of the metrics, spans, log records and attributes that NetSim tells through OpenTelemetry. This file is written from the program
        (`NETSIM_UPDATE_EXPECTED=1 dotnet test tests/NetSim.Hosting.Tests`); a test holds it true.

            netsim run FILE --otel console            # a line for each span, a table of the metrics at the end
            netsim run FILE --otel otlp=http://localhost:4318 --trace-packets 0.01
            netsim run FILE --otel file=run.jsonl     # OTLP in JSON, one batch a line
            netsim run FILE --otel perfetto=run.json --trace-packets 1     # a timeline for ui.perfetto.dev

        - The source of spans and the meter are both called `NetSim`. In a .NET program: `AddNetSimInstrumentation()` of NetSim.Hosting.
        - Without a URL, `otlp` goes where the `OTEL_EXPORTER_OTLP_*` variables say, else to localhost:4317 by gRPC. With one, port 4317 means gRPC and
          any other port HTTP, unless `OTEL_EXPORTER_OTLP_PROTOCOL` says otherwise. `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_BSP_*`,
          `OTEL_METRIC_EXPORT_*` and `OTEL_TRACES_SAMPLER` do what OpenTelemetry says.
        - A collector that is slow or absent never slows or changes a run; what it did not take is told on standard error at the end.
        - `perfetto` writes Chrome's Trace Event Format: nodes are processes, interfaces and connections their threads, queues, windows and round-trip times counters, and
          times simulated microseconds. It holds the packets that are told (below), each as it is sent, and between hops as asynchronous events.
        - All connections and pings are told. Of packets, those that were dropped, and of the others the share that `--trace-packets` or the file
          (`trace: { flows: all, packets: { ratio: 0.01, drops: always } }`) says.
        - Which packets may be chosen can be said more closely, in the file or as `--trace-packets 'filter: tcp port 443, nodes: [a, b]'`: `filter` in tcpdump's syntax;
          `nodes` that make them (or where they enter from a device); `start` and `stop` in simulated time; `per-second`, the first ones of each node in each second of
          simulated time. All of it is decided where a packet is made, by what that node alone knows, so it is the same with any number of lanes. Beside any of these the ratio
          is 1 if it is left out. Dropped packets are told of in any case (`drops: sampled`: only chosen ones), and so is what a server sends for a request with `traceparent`.
        - What happens to a run (it begins, a link goes down, a node fails, an expectation does not hold …) goes to a collector as log records (not to `console`, `file` and `perfetto`),
          and in a .NET host to its log. They
          have the resource and the attributes of spans, and their times: that of the run, also as `netsim.time`.
        - Times are simulated. In virtual time the epoch is 1970-01-01T00:00:00Z, and a run sends the same ids and the same spans in the same order every
          time, with any number of lanes. A span is told when all of it is known, so children that end first come before their parent.

        """;

    public static string Write()
    {
        var text = new StringBuilder(Head);
        text.Append("\n## Metrics\n\n| name | kind | unit | meaning | attributes |\n|---|---|---|---|---|\n");
        foreach (MetricDefinition metric in MetricTable.All)
            text.Append($"| `{metric.Name}` | {TextOf(metric.Kind)} | `{metric.Unit}` | {metric.Description} | {Join(metric.Attributes)} |\n");
        text.Append("\n## Spans\n\nA span that failed has status Error, and `error.type` says why.\n\n| name | below | meaning | attributes |\n|---|---|---|---|\n");
        foreach (SpanDefinition span in SpanTable.All)
            text.Append($"| `{span.Name}` | {(span.Below is null ? "" : $"`{span.Below}`")} | {span.Description} | {Join(span.Attributes)} |\n");
        text.Append("\n## Log records\n\nIn the log of a .NET host (`AddNetSim()`, category `NetSim`) attributes have the names in the text.\n\n| event | id | level | text | attributes |\n|---|---|---|---|---|\n");
        foreach ((string name, LoggerMessageAttribute message) in Messages())
            text.Append($"| `{name}` | {message.EventId} | {message.Level} | {message.Message} | {Join([.. Placeholder().Matches(message.Message).Select(match => LogExport.NameOf(match.Groups[1].Value))])} |\n");
        text.Append("\n## Attributes\n\n| name | meaning |\n|---|---|\n");
        foreach ((string name, string meaning) in Attributes()) text.Append($"| `{name}` | {meaning} |\n");
        return text.ToString();
    }

    /// <summary>The methods of <see cref="RunLog"/> that write a record, in the order of their ids.</summary>
    private static IEnumerable<(string Name, LoggerMessageAttribute Message)> Messages() =>
        from method in typeof(RunLog).GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        orderby message.EventId
        select (method.Name, message);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    /// <summary>The constants of <see cref="TelemetryNames"/>, with what their comments say.</summary>
    private static IEnumerable<(string Name, string Meaning)> Attributes()
    {
        string file = Path.ChangeExtension(typeof(TelemetryNames).Assembly.Location, ".xml");
        Dictionary<string, XElement> comments = XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
        foreach (FieldInfo field in typeof(TelemetryNames).GetFields())
        {
            XElement summary = comments[$"F:{typeof(TelemetryNames).FullName}.{field.Name}"].Element("summary")!;
            foreach (XElement code in summary.Elements("c").ToArray()) code.ReplaceWith($"`{code.Value}`");
            yield return ((string)field.GetRawConstantValue()!, Space().Replace(summary.Value, " ").Trim());
        }
    }

    private static string Join(IReadOnlyList<string> attributes) => string.Join(", ", attributes.Select(name => $"`{name}`"));

    private static string TextOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.UpDownCounter => "up-down counter",
        _ => "gauge",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
