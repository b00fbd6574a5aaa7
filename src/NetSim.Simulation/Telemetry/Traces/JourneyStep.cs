using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>One thing that happened to a packet: it crossed a link, was lost there, was dropped at a node, or went through a tunnel.</summary>
internal sealed class JourneyStep
{
    /// <summary>Null if it happened at a node. Of a tunnel the link where the packet was lost within it.</summary>
    public LinkWay? Link { get; set; }

    /// <summary>The packet that carried it through a tunnel; null outside of tunnels.</summary>
    public JourneyRecord? Carrier { get; init; }

    /// <summary>Where the packet was: of a link, the node that sent.</summary>
    public required string Node { get; init; }

    public required Instant Start { get; init; }

    public required Instant End { get; set; }

    public int Bytes { get; init; }

    /// <summary>On a link: when the transmitter takes the packet's first bit, and when its last has left.</summary>
    public (Instant From, Instant To) Transmission { get; set; }

    public DropReason? Drop { get; set; }

    public JourneyStep? Next { get; set; }

    /// <summary>The same for another copy of the packet, which does it by itself from here on.</summary>
    public JourneyStep Begin() => new() { Node = Node, Start = Start, End = End, Carrier = Carrier };
}
