using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NetSim.Control;

namespace NetSim.Ui;

/// <summary>
/// Serves the live map of a run to a browser on this machine: a page, and behind it the same HTTP API as on the control socket. It listens on
/// 127.0.0.1 only; <see cref="MapGuard"/> decides who is let in.
/// </summary>
public sealed class MapServer : IAsyncDisposable
{
    private const int MostBodyBytes = 1 << 20;
    private const int MostConnections = 64;

    private static readonly MapPage Page = new(typeof(MapServer).Assembly);

    private readonly WebApplication _web;

    private MapServer(WebApplication web, Uri address) => (_web, Address) = (web, address);

    /// <summary>What this program lacks for the map, as part of a sentence; null: nothing.</summary>
    public static string? Missing => Page.Missing;

    /// <summary>Where the page is, with the token that opens it.</summary>
    public Uri Address { get; }

    /// <param name="api">What can be asked and ordered.</param>
    /// <param name="port">0: a free one.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="InvalidOperationException">The page is missing.</exception>
    public static async Task<MapServer> Start(ControlApi api, int port)
    {
        ArgumentNullException.ThrowIfNull(api);
        if (Missing is { } missing) throw new InvalidOperationException(missing);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "NetSim.Ui" });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.Configure<JsonOptions>(ControlApi.Configure);
        builder.Services.AddSingleton<IHostLifetime, RunLifetime>();
        WebApplication web = builder.Build();
        var token = new AccessToken();
        web.Use(new MapGuard(token).Check);
        AddPage(web);
        api.AddTo(web);
        await web.StartAsync().ConfigureAwait(false);
        string bound = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new MapServer(web, new Uri($"{bound}/?token={token.Text}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }

    private static void AddPage(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", static (HttpContext http) => TypedResults.Content(Page.Index((string)http.Items[MapGuard.Nonce]!), MapPage.TypeOf(".html")));
        routes.MapGet("/page/{name}", static IResult (string name) =>
            Page.TryRead(name, out byte[]? content) ? TypedResults.Bytes(content, MapPage.TypeOf(name)) : TypedResults.NotFound());
    }
}
