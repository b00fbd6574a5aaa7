using NetSim.Simulation.Telemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NetSim.Hosting;

/// <summary>Takes what NetSim tells into an application's own OpenTelemetry.</summary>
public static class NetSimInstrumentationExtensions
{
    /// <summary>Flows and packets as spans. A run looks for listeners when it is opened, so the provider must be built before.</summary>
    public static TracerProviderBuilder AddNetSimInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(NetSimTelemetry.Name);
    }

    /// <summary>Interfaces, links, stacks, connections and the engine, read when the application's reader collects.</summary>
    public static MeterProviderBuilder AddNetSimInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(NetSimTelemetry.Name);
    }
}
