using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>One thing that happened to a packet: it crossed a link, was lost there, or was dropped at a node.</summary>
internal sealed class JourneyStep
{
    /// <summary>Null if it happened at a node.</summary>
    public LinkWay? Link { get; init; }

    /// <summary>Where the packet was: of a link, the node that sent.</summary>
    public required string Node { get; init; }

    public required Instant Start { get; init; }

    public required Instant End { get; set; }

    public int Bytes { get; init; }

    /// <summary>On a link: when the transmitter takes the packet's first bit, and when its last has left.</summary>
    public (Instant From, Instant To) Transmission { get; set; }

    public DropReason? Drop { get; set; }

    public JourneyStep? Next { get; set; }
}
