using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NetSim.Simulation.Running;

namespace NetSim.Control;

/// <summary>
/// Listens on a UNIX socket for what is asked and ordered of a running simulation: HTTP, described by OpenAPI at <c>/openapi/v1.json</c>. Who may
/// open the socket may do all of it.
/// </summary>
public sealed class ControlServer : IAsyncDisposable
{
    private readonly WebApplication _web;

    private ControlServer(WebApplication web, string path) => (_web, Path) = (web, path);

    /// <summary>Of the socket.</summary>
    public string Path { get; }

    /// <param name="run">Which takes orders.</param>
    /// <param name="path">Of the socket; one that a dead process left is replaced.</param>
    /// <param name="output">Writes results.</param>
    /// <param name="stop">Ends the run in good order.</param>
    /// <exception cref="IOException">The socket cannot be made, or another simulation listens there.</exception>
    public static async Task<ControlServer> Start(SimulationRun run, string path, IControlOutput output, Action stop)
    {
        if (File.Exists(path))
        {
            if (await ControlClient.Answers(path).ConfigureAwait(false)) throw new IOException($"another simulation listens at '{path}'");
            File.Delete(path);
        }
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "NetSim.Control" });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path));
        builder.Services.AddOpenApi();
        builder.Services.Configure<JsonOptions>(ControlApi.Configure);
        builder.Services.AddSingleton<IHostLifetime, RunLifetime>();
        WebApplication web = builder.Build();
        web.MapOpenApi();
        new ControlApi(run, output, stop).AddTo(web);
        await web.StartAsync().ConfigureAwait(false);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new ControlServer(web, path);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        File.Delete(Path);
    }
}
