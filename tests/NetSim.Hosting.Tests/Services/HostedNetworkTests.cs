using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetSim.Devices.Netlink;
using NetSim.Hosting.Logging;
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
    public async Task What_happens_is_in_the_log_of_the_host_with_event_ids_and_simulated_times()
    {
        using var log = new KeepingLog();
        HostApplicationBuilder builder = EmptyBuilder();
        builder.Logging.AddProvider(log);
        builder.Services.AddNetSim(options => options.Plan = TracedRun.Eventful);
        using IHost host = builder.Build();
        await host.StartAsync();
        RunSummary summary = await host.Services.GetRequiredService<HostedRun>().Ended;
        await host.StopAsync();

        double end = summary.Figures.Simulated.TotalSeconds;
        Assert.Equal(
        [
            (7, "Started", LogLevel.Information, 0d), (10, "LinkDown", LogLevel.Warning, 1.5), (11, "LinkUp", LogLevel.Information, 2.5), (13, "NodeOn", LogLevel.Information, 4d),
            (9, "ExpectationFailed", LogLevel.Error, end), (8, "Finished", LogLevel.Information, end),
        ], log.Records.Select(record => (record.Event.Id, record.Event.Name!, record.Level, (double)record.State["At"]!)));
        Assert.Equal(("far", "r"), (log.Records[1].State["Link"], log.Records[3].State["Node"]));
        Assert.Equal("1.5 s: far goes down", log.Records[1].Text);
    }

    [Fact]
    public void Each_thing_that_can_happen_has_an_event_id_of_its_own_and_a_text_without_gaps()
    {
        using var log = new KeepingLog();
        var told = new RunLog(log.CreateLogger("NetSim"));
        IRunObserver observer = told;
        observer.OnHostLink("tun0", HostLink.Missing);
        observer.OnHostLink("tun0", HostLink.Missing with { State = HostLinkState.Up });
        observer.OnPartFailed("a", "ping", new InvalidOperationException());
        observer.OnNodeRestarted("b", new InvalidOperationException());
        observer.OnNodeStopped("c", new InvalidOperationException());
        observer.OnCaptureBroken("d.pcapng", "full");
        observer.OnNodeState("e", OperState.Down, Wire.Time.Duration.FromSeconds(2));
        told.Fail(new InvalidOperationException());

        Assert.Equal(["DeviceWaits", "DeviceUp", "PartFailed", "NodeRestarted", "NodeStopped", "CaptureBroken", "NodeOff", "SimulationFailed"], log.Records.Select(record => record.Event.Name));
        Assert.Equal([14, 1, 2, 3, 4, 5, 12, 6], log.Records.Select(record => record.Event.Id));
        Assert.Equal("0 s: tun0 is Missing on this machine, and waits for whoever brings it up", log.Records[0].Text);
        Assert.All(log.Records, record => Assert.DoesNotContain("(null)", record.Text, StringComparison.Ordinal));
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
        everybody.OnLinkState("e", OperState.Down, Wire.Time.Duration.Zero);
        everybody.OnNodeState("f", OperState.Up, Wire.Time.Duration.Zero);

        Assert.Equal(["link tun0", "part a ping", "restarted b", "stopped c", "capture d.pcapng", "e Down", "f Up"], first.Seen);
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

        public void OnLinkState(string link, OperState state, Wire.Time.Duration at) => Seen.Add($"{link} {state}");

        public void OnNodeState(string node, OperState state, Wire.Time.Duration at) => Seen.Add($"{node} {state}");
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

    private sealed record KeptRecord(EventId Event, LogLevel Level, string Text, IReadOnlyDictionary<string, object?> State);

    /// <summary>Keeps what is NetSim's.</summary>
    private sealed class KeepingLog : ILoggerProvider, ILogger
    {
        private readonly List<KeptRecord> _records = [];

        public IReadOnlyList<KeptRecord> Records
        {
            get
            {
                lock (_records) return [.. _records];
            }
        }

        public ILogger CreateLogger(string categoryName) => categoryName == "NetSim" ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = (IReadOnlyList<KeyValuePair<string, object?>>)state!;
            lock (_records) _records.Add(new KeptRecord(eventId, logLevel, formatter(state, exception), values.ToDictionary(value => value.Key, value => value.Value)));
        }

        public void Dispose()
        {
        }
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
