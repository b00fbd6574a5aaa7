using System.Diagnostics;

namespace NetSim.Simulation.Telemetry;

/// <summary>What whoever listens asks for: <c>AddSource(NetSimTelemetry.Name)</c>, <c>AddMeter(NetSimTelemetry.Name)</c>.</summary>
public static class NetSimTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "NetSim";

    public static string Version { get; } = typeof(NetSimTelemetry).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// A run looks once, when it is opened, whether anybody listens; if not, nothing is followed and nothing is kept.
    /// </summary>
    internal static ActivitySource Source { get; } = new(Name, Version);
}
