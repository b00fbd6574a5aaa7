using NetSim.Hosting.Tests.Otlp;
using NetSim.Simulation.Telemetry.Metrics;
using NetSim.Simulation.Telemetry.Traces;

namespace NetSim.Hosting.Tests.Documents;

public sealed class TelemetryDocumentTests
{
    [Fact]
    public void The_document_says_what_the_program_says()
    {
        string path = SourceTree.PathOf("docs", "telemetry.md");
        string written = TelemetryDocument.Write();
        if (Environment.GetEnvironmentVariable("NETSIM_UPDATE_EXPECTED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, written);
        }
        Assert.Equal(File.ReadAllText(path), written);
    }

    [Fact]
    public async Task What_a_run_sends_is_in_the_tables()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        await TracedRun.RunBeside(TracedRun.Busy, $"otlp={collector.Url}");

        Assert.All(collector.Spans, span =>
        {
            SpanDefinition row = Assert.Single(SpanTable.All, row => row.Name == span.Name);
            Assert.Subset(row.Attributes.ToHashSet(), span.Attributes.Keys.ToHashSet());
            if (span.ParentId.Length == 0) Assert.Null(row.Below);
        });
        Assert.All(collector.Numbers, number => Assert.Contains(MetricTable.All, row => row.Name == number.Name && row.Unit == number.Unit));
    }
}
