using System.Diagnostics;
using NetSim.Hosting.Outputs;
using OpenTelemetry;

namespace NetSim.Hosting.Exporters.Terminal;

/// <summary>Writes a line for each span, in the run's own time. Children come before their parent if they end before it.</summary>
internal sealed class ConsoleSpanExporter(TextWriter output, RunClock clock) : BaseExporter<Activity>
{
    private bool _hasBegun;

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch)
        {
            if (!_hasBegun) output.WriteLine(SpanText.Head);
            _hasBegun = true;
            output.WriteLine(SpanText.Of(span, clock));
        }
        return ExportResult.Success;
    }

    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        if (_hasBegun) output.WriteLine();
        return true;
    }
}
