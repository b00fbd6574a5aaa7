using System.Globalization;
using System.Text.Json;
using NetSim.Hosting.Outputs;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Telemetry.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace NetSim.Hosting.Exporters;

/// <summary>
/// Writes all numbers as one line of <c>resourceMetrics</c>. Their times are the run's, not those at which the machine read them: else no
/// two runs would write the same.
/// </summary>
internal sealed class FileMetricExporter(OtlpJsonLines file, RunClock clock) : BaseExporter<Metric>
{
    /// <summary>AGGREGATION_TEMPORALITY_CUMULATIVE of metrics.proto.</summary>
    private const int Cumulative = 2;

    /// <summary>In virtual time a file says what every other run of the network says.</summary>
    private static readonly HashSet<string> OfMachine = [.. MetricTable.All.Where(metric => metric.Source == MetricSource.Machine).Select(metric => metric.Name)];

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var metrics = new List<Metric>();
        foreach (Metric metric in batch)
            if (MetricSeries.IsKnown(metric.MetricType) && (!clock.IsVirtual || !OfMachine.Contains(metric.Name))) metrics.Add(metric);
        if (metrics.Count == 0) return ExportResult.Success;
        file.Write(json =>
        {
            json.WriteStartArray("resourceMetrics");
            json.WriteStartObject();
            OtlpJsonLines.WriteResource(json, ParentProvider?.GetResource() ?? Resource.Empty);
            json.WriteStartArray("scopeMetrics");
            json.WriteStartObject();
            OtlpJsonLines.WriteScope(json, NetSimTelemetry.Name, NetSimTelemetry.Version);
            json.WriteStartArray("metrics");
            foreach (Metric metric in metrics) Write(json, metric);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        });
        return ExportResult.Success;
    }

    private void Write(Utf8JsonWriter json, Metric metric)
    {
        json.WriteStartObject();
        json.WriteString("name", metric.Name);
        json.WriteString("description", metric.Description);
        json.WriteString("unit", metric.Unit);
        bool isGauge = MetricSeries.IsGauge(metric.MetricType);
        json.WriteStartObject(isGauge ? "gauge" : "sum");
        json.WriteStartArray("dataPoints");
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints()) Write(json, new MetricSeries(in point, metric.MetricType));
        json.WriteEndArray();
        if (!isGauge)
        {
            json.WriteNumber("aggregationTemporality", Cumulative);
            json.WriteBoolean("isMonotonic", MetricSeries.IsMonotonic(metric.MetricType));
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, in MetricSeries series)
    {
        json.WriteStartObject();
        json.WriteStartArray("attributes");
        foreach (KeyValuePair<string, object?> tag in series.Tags) OtlpJsonLines.WriteAttribute(json, tag.Key, tag.Value);
        json.WriteEndArray();
        OtlpJsonLines.WriteNanoseconds(json, "startTimeUnixNano", clock.StartUnixNanoseconds);
        OtlpJsonLines.WriteNanoseconds(json, "timeUnixNano", clock.NowUnixNanoseconds);
        if (series.IsWhole) json.WriteString("asInt", series.Whole.ToString(CultureInfo.InvariantCulture));
        else json.WriteNumber("asDouble", series.Fraction);
        json.WriteEndObject();
    }
}
