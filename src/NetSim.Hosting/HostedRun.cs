using NetSim.Simulation.Running;

namespace NetSim.Hosting;

/// <summary>The way to the network that a host runs, for its other services.</summary>
public sealed class HostedRun
{
    private readonly TaskCompletionSource<SimulationRun> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RunSummary> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The run, as soon as the host has opened it; cancelled if the host could not.</summary>
    public Task<SimulationRun> Opened => _opened.Task;

    /// <summary>What has happened, when it is over: by itself, or because the host stops. Fails if the simulation itself does.</summary>
    public Task<RunSummary> Ended => _ended.Task;

    internal void OnOpened(SimulationRun run) => _opened.TrySetResult(run);

    internal void OnEnded(RunSummary summary) => _ended.TrySetResult(summary);

    internal void OnFailed(Exception failure) => _ended.TrySetException(failure);

    /// <summary>The host is gone: whoever still waits shall not wait for ever.</summary>
    internal void OnGone()
    {
        _opened.TrySetCanceled();
        _ended.TrySetCanceled();
    }
}
