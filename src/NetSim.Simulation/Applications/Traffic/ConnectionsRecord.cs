using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Traffic;

/// <summary>What became of many connections that were to be open at once.</summary>
public sealed class ConnectionsRecord(string node) : ApplicationRecord(node, "connections")
{
    public int Connected { get; set; }

    /// <summary>Requests that came back whole.</summary>
    public int Answered { get; set; }

    public int Closed { get; set; }

    /// <summary>When the last answer was there; from then on nothing happens until they are closed.</summary>
    public Instant? AllAnswered { get; set; }
}
