using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>
/// A queue that holds its packets, since it decides about them when they come and when they leave: the part of Linux's <c>qdisc</c>. A core
/// without clock and without timer; it owns what it holds, and what it drops it gives to its <see cref="QueueSite"/>.
/// </summary>
internal interface IQueueDiscipline
{
    /// <summary>Packets that wait.</summary>
    int Packets { get; }

    /// <summary>Their bytes, link header included.</summary>
    long Bytes { get; }

    /// <summary>Takes a packet, whose <see cref="Packet.Enqueued"/> says when it came; it, or others, may be dropped for it.</summary>
    void Enqueue(Packet packet, Instant now);

    /// <summary>Gives the packet to send next; null if there is none, or if all that waited were dropped.</summary>
    Packet? Dequeue(Instant now);

    /// <summary>Goes on by other parameters, as <c>tc qdisc change</c> does.</summary>
    /// <returns>False if a new queue has to take its place.</returns>
    bool TryChange(QueuePlan plan);

    /// <summary>Gives out what waits, without any decision: for whoever drops all of it.</summary>
    Packet? Remove();
}
