namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>
/// Every metric of NetSim. Names follow OpenTelemetry's semantic conventions where they have one (<c>system.network.*</c>: the interfaces of a
/// node, which is a host), and lie under <c>netsim</c> where they have none.
/// </summary>
public static class MetricTable
{
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        .. InterfaceMetrics.All,
        .. LinkMetrics.All,
        .. QueueMetrics.All,
        .. StackMetrics.All,
        .. MiddleboxMetrics.All,
        .. SwitchMetrics.All,
        .. TcpMetrics.All,
        .. EngineMetrics.All,
    ];
}
