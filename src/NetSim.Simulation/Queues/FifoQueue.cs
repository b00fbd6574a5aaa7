using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>Drop-tail as a part of another queue (tc's <c>pfifo</c> and <c>bfifo</c>). On its own it needs not hold packets at all.</summary>
internal sealed class FifoQueue : IQueueDiscipline
{
    private readonly QueueSite _site;
    private QueueLimit _limit;
    private PacketFifo _fifo;

    public FifoQueue(QueuePlan plan, QueueSite site) => (_site, _limit) = (site, plan.Limit);

    public int Packets => _fifo.Packets;

    public long Bytes => _fifo.Bytes;

    public void Enqueue(Packet packet, Instant now)
    {
        bool fits = _limit.Unit == QueueUnit.Packets ? _fifo.Packets < _limit.Value : _fifo.Bytes + packet.Length <= _limit.Value;
        if (fits) _fifo.Add(packet);
        else _site.Drop(packet, DropReason.QueueFull);
    }

    public Packet? Dequeue(Instant now) => _fifo.Take();

    public Packet? Remove() => _fifo.Take();

    public bool TryChange(QueuePlan plan)
    {
        _limit = plan.Limit;
        return true;
    }
}
