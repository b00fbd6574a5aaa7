using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Sequences;

/// <summary>Packets in the order in which they were sent, and what became of them: what a ladder diagram shows.</summary>
/// <param name="Request">Whose packets.</param>
/// <param name="Participants">Who sends or receives, in the order in which they first do.</param>
/// <param name="Rows">The first packets.</param>
/// <param name="Total">How many there were.</param>
public sealed record PacketSequence(SequenceRequest Request, IReadOnlyList<string> Participants, IReadOnlyList<SequenceRow> Rows, long Total)
{
    /// <summary>Of a request for a connection: how many there were at least.</summary>
    public int FlowsSeen { get; init; }

    /// <summary>When the last of all packets was sent.</summary>
    public Instant LastSent { get; init; }
}

/// <summary>One packet, from who made it to whom it was for.</summary>
/// <param name="From">The index of the participant that sent it.</param>
/// <param name="To">The index of the one that it is for.</param>
/// <param name="Text">What it says: <c>PSH, ACK seq 1:101 ack 1 len 100</c>, numbers relative to the first of each side.</param>
/// <param name="Sent">When it was made.</param>
public sealed record SequenceRow(int From, int To, string Text, Instant Sent)
{
    /// <summary>When it arrived; null if it did not.</summary>
    public Instant? Arrived { get; init; }

    /// <summary>Why and where it, or a copy of it, was dropped: <c>queue_full at r1:eth1 → web:eth0</c>; else null.</summary>
    public string? Dropped { get; init; }
}
