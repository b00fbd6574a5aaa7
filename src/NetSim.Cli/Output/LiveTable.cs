using NetSim.Simulation.Running;
using NetSim.Wire.Time;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NetSim.Cli.Output;

/// <summary>
/// What a real-time run does just now, on the terminal: the links and devices with their rates, twice a second. Messages appear
/// above it; it goes when the run ends.
/// </summary>
internal sealed class LiveTable : IMessages
{
    /// <summary>More links than this do not fit; the busiest are shown.</summary>
    private const int MostRows = 16;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly Dictionary<string, (long There, long Back)> _before = [];
    private Duration _then = Duration.Zero;

    /// <summary>Whether standard error is a terminal that can show it.</summary>
    public static bool IsPossible => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    public void Line(string text) => _console.WriteLine(text);

    /// <summary>Shows the table while <paramref name="work"/> is done.</summary>
    public T While<T>(SimulationRun run, Func<T> work) => _console.Live(new Text("")).AutoClear(true).Start(context =>
    {
        using var timer = new Timer(_ => context.UpdateTarget(Look(run)), null, TimeSpan.Zero, Period);
        try
        {
            return work();
        }
        finally
        {
            using var done = new ManualResetEvent(false);
            if (timer.Dispose(done)) done.WaitOne();
        }
    });

    private sealed record Entry(string Name, string There, string Back, long Drops, string State, double Traffic);

    private Rows Look(SimulationRun run)
    {
        Duration now = run.Now;
        double seconds = Math.Max(1e-3, (now - _then).TotalSeconds);
        _then = now;
        List<Entry> links = [.. run.ReadLinks().Select(link => EntryOf(link, seconds))];
        List<Entry> devices = [.. run.ReadDevices().Select(device => EntryOf(device, seconds))];
        int most = Math.Max(1, MostRows - devices.Count);
        List<Entry> shown = links.Count <= most ? links : [.. links.OrderByDescending(link => link.Traffic).Take(most)];
        Table table = new Table().Border(TableBorder.Simple).AddColumns("", "there", "back", "dropped", "");
        foreach (int numbers in (int[])[1, 2, 3]) table.Columns[numbers].RightAligned();
        foreach (Entry entry in shown.Concat(devices))
            table.AddRow(new Text(entry.Name), new Text(entry.There), new Text(entry.Back), new Text(Figures.Number(entry.Drops)), new Text(entry.State));
        string more = links.Count > shown.Count ? $" · the {shown.Count} busiest of {links.Count} links" : "";
        return new Rows((IRenderable)table, new Text($"  {Figures.Seconds(now)}{more} · Ctrl-C ends the run"));
    }

    private Entry EntryOf(LinkSummary link, double seconds) =>
        Make(link.Id, (link.AToB.Bytes, link.BToA.Bytes), link.AToB.Drops.Concat(link.BToA.Drops).Sum(drop => drop.Count), $"{link.A} → {link.B}", seconds);

    private Entry EntryOf(DeviceSummary device, double seconds) =>
        Make(device.Name, (device.Counters.BytesRead, device.Counters.BytesWritten), device.Drops.Sum(drop => drop.Count), $"this machine → {device.Name}, {SummaryText.TextOf(device.HostState)}", seconds);

    private Entry Make(string name, (long There, long Back) bytes, long drops, string state, double seconds)
    {
        (long There, long Back) before = _before.GetValueOrDefault(name);
        _before[name] = bytes;
        double there = (bytes.There - before.There) * 8 / seconds, back = (bytes.Back - before.Back) * 8 / seconds;
        return new Entry(name, Figures.Rate(there), Figures.Rate(back), drops, state, there + back);
    }
}
