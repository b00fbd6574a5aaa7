using NetSim.Hosting.Outputs;

namespace NetSim.Hosting.Tests.Outputs;

public sealed class TelemetryOutputTests
{
    [Theory]
    [InlineData("console", TelemetryOutputKind.Console, null)]
    [InlineData("otlp", TelemetryOutputKind.Otlp, null)]
    [InlineData("otlp=http://collector:4318", TelemetryOutputKind.Otlp, "http://collector:4318")]
    [InlineData("otlp=https://[fd00::1]:4317/base", TelemetryOutputKind.Otlp, "https://[fd00::1]:4317/base")]
    [InlineData("file=a=b.jsonl", TelemetryOutputKind.File, "a=b.jsonl")]
    [InlineData("perfetto=run.json", TelemetryOutputKind.Perfetto, "run.json")]
    public void An_output_is_read_as_it_is_written(string text, TelemetryOutputKind kind, string? target)
    {
        Assert.True(TelemetryOutput.TryParse(text, out TelemetryOutput? output, out _));
        Assert.Equal(new TelemetryOutput(kind, target), output);
    }

    [Theory]
    [InlineData("", "none of console, otlp")]
    [InlineData("consol", "none of console, otlp")]
    [InlineData("console=x", "none of console, otlp")]
    [InlineData("otlp=", "not the address of a collector")]
    [InlineData("otlp=collector:4317", "not the address of a collector")]
    [InlineData("otlp=ftp://collector", "not the address of a collector")]
    [InlineData("file", "needs its path")]
    [InlineData("file=", "needs its path")]
    [InlineData("perfetto=", "needs its path: perfetto=PATH")]
    public void What_cannot_be_meant_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(TelemetryOutput.TryParse(text, out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
