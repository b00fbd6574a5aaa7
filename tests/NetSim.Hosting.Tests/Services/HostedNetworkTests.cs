using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetSim.Devices.Netlink;
using NetSim.Hosting.Services;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NetSim.Hosting.Tests.Services;

/// <summary>A network as a part of a .NET host.</summary>
public sealed class HostedNetworkTests
{
    [Fact]
    public async Task A_host_runs_a_network_and_hands_out_its_summary()
    {
        using IHost host = HostOf(options => options.Plan = TracedRun.Busy);
        await host.StartAsync();
        RunSummary summary = await host.Services.GetRequiredService<HostedRun>().Ended;

        Assert.Equal(TracedRun.RunUntraced(TracedRun.Busy).Fingerprint, summary.Fingerprint);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_that_is_there_for_the_network_ends_with_it()
    {
        using IHost host = HostOf(options => (options.Plan, options.AfterRun) = (TracedRun.Pings, AfterRun.StopHost));
        Task<RunSummary> ended = host.Services.GetRequiredService<HostedRun>().Ended;
        await host.RunAsync();
        Assert.True(ended.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_host_that_stops_ends_the_network_in_good_order()
    {
        // In real time, and far from its end.
        using IHost host = HostOf(options => (options.Plan, options.Run) = (TracedRun.Busy, new RunOptions { Time = TimeMode.Real }));
        await host.StartAsync();
        HostedRun run = host.Services.GetRequiredService<HostedRun>();
        SimulationRun opened = await run.Opened;
        await host.StopAsync();

        Assert.True((await run.Ended).Figures.IsInterrupted);
        Assert.NotEmpty(opened.ReadLinks());
    }

    [Fact]
    public async Task A_topology_file_is_run_from_the_builder()
    {
        string file = SourceTree.PathOf("topologies", "hello.yaml");
        HostApplicationBuilder builder = EmptyBuilder();
        builder.AddNetSim(file, options => options.AfterRun = AfterRun.StopHost);
        using IHost host = builder.Build();
        Task<RunSummary> ended = host.Services.GetRequiredService<HostedRun>().Ended;
        await host.RunAsync();
        Assert.True((await ended).AllExpectationsHeld);
    }

    [Fact]
    public async Task A_file_with_errors_keeps_the_host_from_starting_and_all_of_them_are_told()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "name: x\nnodes:\n  a: { kind: hots }\nlinks: [ { endpoints: [\"a:eth0\", \"b:eth0\"] } ]\n");
        try
        {
            using IHost host = HostOf(options => options.File = file);
            InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
            Assert.Contains($"{file}:3:", refused.Message, StringComparison.Ordinal);
            Assert.Contains($"{file}:4:", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_host_has_one_network_at_most()
    {
        HostApplicationBuilder builder = EmptyBuilder();
        builder.AddNetSim("a.yaml");
        Assert.Throws<InvalidOperationException>(() => builder.AddNetSim("b.yaml"));
    }

    [Fact]
    public async Task The_telemetry_of_the_application_hears_the_network()
    {
        var spans = new List<Activity>();
        var metrics = new List<Metric>();
        HostApplicationBuilder builder = EmptyBuilder();
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().AddNetSimInstrumentation()
            .AddProcessor(new SimpleActivityExportProcessor(new Keeping<Activity>(spans))).Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().AddNetSimInstrumentation()
            .AddReader(new BaseExportingMetricReader(new Keeping<Metric>(metrics))).Build());
        builder.Services.AddHostedService<Listening>();
        builder.Services.AddNetSim(options => options.Plan = TracedRun.Pings);
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            await host.Services.GetRequiredService<HostedRun>().Ended;
            await host.StopAsync();
            // The counters stay until the host is disposed of.
            Assert.True(host.Services.GetRequiredService<MeterProvider>().ForceFlush());
        }

        Assert.Equal(3, spans.Count(span => span.OperationName == "echo"));
        Assert.Contains(metrics, metric => metric.Name == "netsim.link.packet.count");
    }

    [Fact]
    public async Task What_cannot_be_opened_keeps_the_host_from_starting()
    {
        using IHost host = HostOf(options => (options.Plan, options.Run) = (TracedRun.Pings, new RunOptions { CaptureFolder = "/dev/null/nowhere" }));
        await Assert.ThrowsAnyAsync<IOException>(() => host.StartAsync());
        Assert.False(host.Services.GetRequiredService<HostedRun>().Opened.IsCompleted);
    }

    [Fact]
    public void Everybody_who_looks_on_is_told_of_everything()
    {
        var first = new Onlooker();
        var second = new Onlooker();
        IRunObserver everybody = new Observers([first, second]);
        everybody.OnHostLink("tun0", HostLink.Missing);
        everybody.OnPartFailed("a", "ping", new InvalidOperationException());
        everybody.OnNodeRestarted("b", new InvalidOperationException());
        everybody.OnNodeStopped("c", new InvalidOperationException());
        everybody.OnCaptureBroken("d.pcapng", "full");

        Assert.Equal(["link tun0", "part a ping", "restarted b", "stopped c", "capture d.pcapng"], first.Seen);
        Assert.Equal(first.Seen, second.Seen);
    }

    private static IHost HostOf(Action<NetSimOptions> configure)
    {
        HostApplicationBuilder builder = EmptyBuilder();
        builder.Services.AddNetSim(configure);
        return builder.Build();
    }

    private static HostApplicationBuilder EmptyBuilder() => Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

    private sealed class Onlooker : IRunObserver
    {
        public List<string> Seen { get; } = [];

        public void OnHostLink(string device, HostLink link) => Seen.Add($"link {device}");

        public void OnPartFailed(string node, string part, Exception cause) => Seen.Add($"part {node} {part}");

        public void OnNodeRestarted(string node, Exception cause) => Seen.Add($"restarted {node}");

        public void OnNodeStopped(string node, Exception cause) => Seen.Add($"stopped {node}");

        public void OnCaptureBroken(string file, string reason) => Seen.Add($"capture {file}");
    }

    /// <summary>Builds the application's providers when the host starts, as OpenTelemetry's own hosting does.</summary>
    private sealed class Listening(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<TracerProvider>();
            services.GetRequiredService<MeterProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Keeping<T>(List<T> all) : BaseExporter<T> where T : class
    {
        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (T one in batch) all.Add(one);
            return ExportResult.Success;
        }
    }
}
