using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NetSim.Devices;
using NetSim.Hosting.Logging;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Hosting.Services;

/// <summary>
/// Opens the network when the host starts, after what was added before it (an application's telemetry must listen by then), runs it on a thread of
/// its own, and ends it with the host. Its counters can be read until the host is disposed of.
/// </summary>
internal sealed class SimulationService(
    NetSimOptions options, HostedRun handle, IEnumerable<IRunObserver> observers, ILoggerFactory loggers, IHostApplicationLifetime lifetime)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RunLog _log = new(loggers.CreateLogger(NetSimTelemetry.Name));
    private SimulationRun? _run;
    private Task _running = Task.CompletedTask;

    /// <exception cref="InvalidOperationException">The file has errors, or the machine refuses a device: the host does not start.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        TopologyPlan plan = options.Plan ?? Load();
        var everybody = new List<IRunObserver> { _log };
        if (options.Run.Observer is { } given) everybody.Add(given);
        everybody.AddRange(observers);
        DeviceResult<SimulationRun> opened = SimulationRun.Open(plan, options.Run with { Observer = new Observers([.. everybody]) });
        if (!opened.TryGet(out _run, out DeviceError? error)) throw new InvalidOperationException(error.Message);
        _log.Start(_run, plan);
        handle.OnOpened(_run);
        _running = RunAsync(_run);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _run?.Dispose();
        _stop.Dispose();
        handle.OnGone();
    }

    /// <summary>Never throws: whoever waits for <see cref="HostedRun.Ended"/> hears of a failure, and the log does.</summary>
    private async Task RunAsync(SimulationRun run)
    {
        try
        {
            RunSummary summary = await Task.Factory.StartNew(
                () => run.Run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            _log.End(summary);
            handle.OnEnded(summary);
            if (options.AfterRun == AfterRun.StopHost) lifetime.StopApplication();
        }
        catch (Exception failure)
        {
            handle.OnFailed(failure);
            _log.Fail(failure);
            lifetime.StopApplication();
        }
    }

    private TopologyPlan Load()
    {
        if (options.File is not { } file) throw new InvalidOperationException("AddNetSim was not told which network: set File or Plan.");
        TopologyLoad load = TopologyLoader.LoadFile(file, options.Loading);
        return load.Plan ?? throw new InvalidOperationException(string.Join(Environment.NewLine, load.Diagnostics));
    }
}
