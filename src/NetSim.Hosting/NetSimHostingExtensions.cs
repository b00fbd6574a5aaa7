using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetSim.Hosting.Services;
using NetSim.Simulation.Running;

namespace NetSim.Hosting;

/// <summary>
/// Runs a network as a part of a .NET host.
/// <code>
/// HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
/// builder.AddNetSim("topologies/tun-bridge.yaml");
/// builder.Services.AddSingleton&lt;IRunObserver, MyObserver&gt;();     // whoever wants to look on
/// builder.Build().Run();
/// </code>
/// To see its flows in the application's own OpenTelemetry:
/// <code>
/// builder.Services.AddOpenTelemetry()
///     .WithTracing(traces => traces.AddNetSimInstrumentation().AddOtlpExporter())
///     .WithMetrics(metrics => metrics.AddNetSimInstrumentation().AddOtlpExporter());
/// </code>
/// </summary>
public static class NetSimHostingExtensions
{
    /// <param name="builder">The host.</param>
    /// <param name="file">The topology file. What is wrong with it is told when the host starts.</param>
    /// <param name="configure">What else is to be said.</param>
    public static IHostApplicationBuilder AddNetSim(this IHostApplicationBuilder builder, string file, Action<NetSimOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(file);
        builder.Services.AddNetSim(options =>
        {
            options.File = file;
            configure?.Invoke(options);
        });
        return builder;
    }

    /// <summary>
    /// Adds one network to the host; <see cref="HostedRun"/> is the way to it. Every <see cref="IRunObserver"/> service looks on.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="configure">Says at least which network.</param>
    /// <exception cref="InvalidOperationException">There is one already: who needs two runs makes them with <see cref="SimulationRun"/>.</exception>
    public static IServiceCollection AddNetSim(this IServiceCollection services, Action<NetSimOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => service.ServiceType == typeof(HostedRun))) throw new InvalidOperationException("This host has a network already.");
        var options = new NetSimOptions();
        configure(options);
        services.AddSingleton(options);
        services.AddSingleton<HostedRun>();
        services.AddHostedService<SimulationService>();
        return services;
    }
}
