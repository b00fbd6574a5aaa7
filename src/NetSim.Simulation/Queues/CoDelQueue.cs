using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>Controlled delay (RFC 8289; tc's <c>codel</c>): a FIFO that keeps its standing delay at the target.</summary>
internal sealed class CoDelQueue : IQueueDiscipline
{
    private readonly QueueSite _site;
    private long _limit;
    private CoDelSettings _settings;
    private PacketFifo _fifo;
    private CoDelControl _control;

    public CoDelQueue(QueuePlan plan, QueueSite site)
    {
        _site = site;
        TryChange(plan);
    }

    public int Packets => _fifo.Packets;

    public long Bytes => _fifo.Bytes;

    public void Enqueue(Packet packet, Instant now)
    {
        if (_fifo.Packets < _limit) _fifo.Add(packet);
        else _site.Drop(packet, DropReason.QueueFull);
    }

    public Packet? Dequeue(Instant now) => _control.Dequeue(ref _fifo, 0, _settings, _site, now);

    public Packet? Remove() => _fifo.Take();

    public bool TryChange(QueuePlan plan)
    {
        (_limit, _settings) = (plan.Limit.Value, CoDelSettings.Of(plan));
        return true;
    }
}
