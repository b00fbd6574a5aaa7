using System.Globalization;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Cli.Output;

/// <summary>One line on a terminal that says how far a run has come; nothing where no terminal is.</summary>
internal sealed class RunProgress : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly Timer? _timer;
    private readonly TextWriter _output;
    private bool _wasShown;

    private RunProgress(SimulationRun run, TextWriter output)
    {
        _output = output;
        if (Console.IsErrorRedirected || run.Mode == TimeMode.Real) return;
        _timer = new Timer(_ => Show(run, run.StopAt), null, Period, Period);
    }

    public static RunProgress Start(SimulationRun run, TextWriter output) => new(run, output);

    public void Dispose()
    {
        if (_timer is null) return;
        using var done = new ManualResetEvent(false);
        if (_timer.Dispose(done)) done.WaitOne();
        if (_wasShown) _output.Write("\r\u001b[K");
    }

    private void Show(SimulationRun run, Duration? stop)
    {
        _wasShown = true;
        string now = run.Now.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
        string text = stop is { } end && end > Duration.Zero
            ? $"{Bar(run.Now.TotalSeconds / end.TotalSeconds)} {now} s of {end}"
            : $"{now} s";
        _output.Write($"\r\u001b[K{text} simulated");
    }

    private static string Bar(double share)
    {
        const int Width = 30;
        int full = (int)(Math.Clamp(share, 0, 1) * Width);
        return $"[{new string('#', full)}{new string('.', Width - full)}]";
    }
}
