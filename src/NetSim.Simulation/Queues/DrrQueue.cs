using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>
/// Deficit round robin (Shreedhar and Varghese 1995): in its turn each class may send its quantum, and what a packet was too long for it keeps for the next. When
/// all is full, the class with the most bytes loses its oldest packet.
/// </summary>
internal sealed class DrrQueue : IQueueDiscipline
{
    private const int CodePoints = 64;

    private readonly QueueSite _site;
    private readonly QueueClasses _classes;
    private readonly Class[] _byIndex;
    private readonly ulong _secret;
    private FlowList _active = new();
    private long _limit;
    private long _quantum;

    public DrrQueue(QueuePlan plan, QueueSite site)
    {
        _site = site;
        _classes = (QueueClasses)plan.Value(QueueParameter.Classify);
        _byIndex = new Class[CountOf(plan)];
        _secret = site.Dice("queue").NextUInt64();
        TryChange(plan);
    }

    public int Packets { get; private set; }

    public long Bytes { get; private set; }

    public void Enqueue(Packet packet, Instant now)
    {
        int index = _classes == QueueClasses.Dscp
            ? TrafficClass.DscpOf(packet, _site.Link)
            : (int)(TrafficClass.FlowOf(packet, _site.Link, _secret) % (ulong)_byIndex.Length);
        ref Class own = ref _byIndex[index];
        own.Fifo.Add(packet);
        Packets++;
        Bytes += packet.Length;
        if (!own.IsActive)
        {
            own.IsActive = true;
            own.Deficit = _quantum;
            _active.Add(_byIndex, index);
        }
        while (Packets > _limit) DropFromLongest();
    }

    public Packet? Dequeue(Instant now)
    {
        while (!_active.IsEmpty)
        {
            int index = _active.First;
            ref Class own = ref _byIndex[index];
            // One that a full queue has robbed of its last packet.
            if (own.Fifo.First is not { } first)
            {
                EndTurns(ref own);
            }
            else if (first.Length > own.Deficit)
            {
                own.Deficit += _quantum;
                _active.RemoveFirst(_byIndex);
                _active.Add(_byIndex, index);
            }
            else
            {
                own.Deficit -= first.Length;
                Packet packet = TakeFrom(ref own);
                if (own.Fifo.First is null) EndTurns(ref own);
                return packet;
            }
        }
        return null;
    }

    public Packet? Remove()
    {
        for (int i = 0; i < _byIndex.Length && Packets > 0; i++)
        {
            if (_byIndex[i].Fifo.First is not null) return TakeFrom(ref _byIndex[i]);
        }
        return null;
    }

    public bool TryChange(QueuePlan plan)
    {
        if ((QueueClasses)plan.Value(QueueParameter.Classify) != _classes || CountOf(plan) != _byIndex.Length) return false;
        (_limit, _quantum) = (plan.Limit.Value, plan.Value(QueueParameter.Quantum));
        return true;
    }

    private static long CountOf(QueuePlan plan) =>
        (QueueClasses)plan.Value(QueueParameter.Classify) == QueueClasses.Dscp ? CodePoints : plan.Value(QueueParameter.Flows);

    /// <summary>The class whose turn it is has nothing more to send, and keeps nothing for later.</summary>
    private void EndTurns(ref Class own)
    {
        _active.RemoveFirst(_byIndex);
        own.IsActive = false;
    }

    private Packet TakeFrom(ref Class own)
    {
        Packet packet = own.Fifo.Take()!;
        Packets--;
        Bytes -= packet.Length;
        return packet;
    }

    private void DropFromLongest()
    {
        int longest = 0;
        for (int i = 1; i < _byIndex.Length; i++)
        {
            if (_byIndex[i].Fifo.Bytes > _byIndex[longest].Fifo.Bytes) longest = i;
        }
        _site.Drop(TakeFrom(ref _byIndex[longest]), DropReason.QueueFull);
    }

    private struct Class : IListedFlow
    {
        public PacketFifo Fifo;
        public long Deficit;
        public bool IsActive;

        public int Next { get; set; }
    }
}
