using NetSim.Simulation.Telemetry.Traces;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Sequences;

/// <summary>A packet on its way.</summary>
/// <param name="Place">Among all others.</param>
/// <param name="Packet">What it said when it was made.</param>
internal sealed record SequenceEntry(SequencePlace Place, SequencePacket Packet)
{
    /// <summary>Knows what becomes of it.</summary>
    public JourneyRecord? Journey { get; set; }
}

/// <summary>Where a packet stands in the order of a run, which is the same with any lanes. No two packets share a place.</summary>
/// <param name="Sent">When it was made.</param>
/// <param name="Node">The order of the node that made it.</param>
/// <param name="Flow">A hash of its direction of a flow.</param>
/// <param name="Number">Counts the packets of these.</param>
internal readonly record struct SequencePlace(Instant Sent, int Node, ulong Flow, ulong Number) : IComparable<SequencePlace>
{
    public int CompareTo(SequencePlace other)
    {
        int order = Sent.CompareTo(other.Sent);
        if (order == 0) order = Node.CompareTo(other.Node);
        if (order == 0) order = Flow.CompareTo(other.Flow);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }
}
