using System.Diagnostics;
using NetSim.Hosting.Outputs;
using OpenTelemetry;

namespace NetSim.Hosting.Exporters.Terminal;

/// <summary>Writes a line for each span, in the run's own time. Children come before their parent if they end before it.</summary>
internal sealed class ConsoleSpanExporter(TextWriter output, RunClock clock) : BaseExporter<Activity>
{
    private bool _hasBegun;

    /// <summary>The latest span that may have others below it: those of a packet or a connection follow it at once.</summary>
    private (ActivitySpanId Id, int Depth) _above;

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch)
        {
            if (!_hasBegun) output.WriteLine(SpanText.Head);
            _hasBegun = true;
            output.WriteLine(SpanText.Of(span, clock, DepthOf(span)));
        }
        return ExportResult.Success;
    }

    private int DepthOf(Activity span)
    {
        if (span.ParentSpanId == _above.Id && _above.Id != default) return _above.Depth + 1;
        _above = (span.SpanId, span.ParentSpanId == default ? 0 : 1);
        return _above.Depth;
    }

    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        if (_hasBegun) output.WriteLine();
        return true;
    }
}
