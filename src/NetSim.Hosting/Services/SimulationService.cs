using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NetSim.Devices;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Hosting.Services;

/// <summary>
/// Opens the network when the host starts, after what was added before it (an application's telemetry must listen by then), runs it on a thread of
/// its own, and ends it with the host. Its counters can be read until the host is disposed of.
/// </summary>
internal sealed class SimulationService(
    NetSimOptions options, HostedRun handle, IEnumerable<IRunObserver> observers, ILogger<SimulationService> logger, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private SimulationRun? _run;

    /// <exception cref="InvalidOperationException">The file has errors, or the machine refuses a device: the host does not start.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        TopologyPlan plan = options.Plan ?? Load();
        var everybody = new List<IRunObserver> { new LoggingObserver(logger) };
        if (options.Run.Observer is { } given) everybody.Add(given);
        everybody.AddRange(observers);
        DeviceResult<SimulationRun> opened = SimulationRun.Open(plan, options.Run with { Observer = new Observers([.. everybody]) });
        if (!opened.TryGet(out _run, out DeviceError? error)) throw new InvalidOperationException(error.Message);
        handle.OnOpened(_run);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _run?.Dispose();
        handle.OnGone();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            handle.OnEnded(await Task.Factory.StartNew(
                () => _run!.Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            handle.OnFailed(failure);
            throw;
        }
        if (options.AfterRun == AfterRun.StopHost) lifetime.StopApplication();
    }

    private TopologyPlan Load()
    {
        if (options.File is not { } file) throw new InvalidOperationException("AddNetSim was not told which network: set File or Plan.");
        TopologyLoad load = TopologyLoader.LoadFile(file, options.Loading);
        return load.Plan ?? throw new InvalidOperationException(string.Join(Environment.NewLine, load.Diagnostics));
    }
}
