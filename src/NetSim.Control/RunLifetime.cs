using Microsoft.Extensions.Hosting;

namespace NetSim.Control;

/// <summary>Of a web server that begins and ends with a run: Ctrl-C is the run's business.</summary>
public sealed class RunLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
