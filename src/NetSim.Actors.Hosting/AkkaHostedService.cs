using Microsoft.Extensions.Hosting;

namespace NetSim.Actors.Hosting;

/// <summary>Starts the actors with the host, ends them with it, and ends the host if they end first.</summary>
internal sealed class AkkaHostedService(
    AkkaConfigurationBuilder configuration, IServiceProvider services, IHostApplicationLifetime lifetime) : IHostedService
{
    private ActorSystem? _system;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _system = (ActorSystem)services.GetService(typeof(ActorSystem))!;
        await configuration.StartAsync(_system, services).ConfigureAwait(false);
        _ = _system.WhenTerminated.ContinueWith(
            static (_, host) => ((IHostApplicationLifetime)host!).StopApplication(), lifetime, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _system is null
        ? Task.CompletedTask
        : CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
}
