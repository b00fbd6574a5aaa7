namespace NetSim.Simulation.Tests.Telemetry;

/// <summary>Who listens hears every run of the process: tests that listen run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection
{
    public const string Name = "Telemetry";
}
