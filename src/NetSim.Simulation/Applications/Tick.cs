namespace NetSim.Simulation.Applications;

/// <summary>From an application to itself: the time that it has set has come.</summary>
internal sealed class Tick
{
    public static readonly Tick Instance = new();
}
