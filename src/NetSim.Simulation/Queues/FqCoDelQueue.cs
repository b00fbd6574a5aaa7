using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>
/// Flow queueing with CoDel (RFC 8290; tc's <c>fq_codel</c>): flows are hashed into queues, which take turns by deficit round robin; one that was empty goes first
/// once. Each has a CoDel of its own, and when all is full the longest loses.
/// </summary>
internal sealed class FqCoDelQueue : IQueueDiscipline
{
    /// <summary>RFC 8290 4.1.</summary>
    private const int DropBatch = 64;

    private readonly QueueSite _site;
    private readonly Flow[] _flows;
    private readonly ulong _secret;
    private CoDelSettings _settings;
    private FlowList _new = new(), _old = new();
    private long _limit;
    private long _memoryLimit;
    private long _quantum;

    public FqCoDelQueue(QueuePlan plan, QueueSite site)
    {
        _site = site;
        _flows = new Flow[plan.Value(QueueParameter.Flows)];
        _secret = site.Dice("queue").NextUInt64();
        Take(plan);
    }

    public int Packets { get; private set; }

    public long Bytes { get; private set; }

    public void Enqueue(Packet packet, Instant now)
    {
        int index = (int)(TrafficClass.FlowOf(packet, _site.Link, _secret) % (ulong)_flows.Length);
        ref Flow flow = ref _flows[index];
        flow.Fifo.Add(packet);
        Packets++;
        Bytes += packet.Length;
        if (!flow.IsListed)
        {
            flow.IsListed = true;
            flow.Deficit = _quantum;
            _new.Add(_flows, index);
        }
        while (Packets > _limit || Bytes > _memoryLimit) DropFromLongest();
    }

    public Packet? Dequeue(Instant now)
    {
        while (true)
        {
            bool isNew = !_new.IsEmpty;
            if (!isNew && _old.IsEmpty) return null;
            int index = isNew ? _new.First : _old.First;
            ref Flow flow = ref _flows[index];
            if (flow.Deficit <= 0)
            {
                flow.Deficit += _quantum;
                Unlist(isNew);
                _old.Add(_flows, index);
                continue;
            }
            Packet? packet = DequeueFrom(ref flow, now);
            if (packet is not null)
            {
                flow.Deficit -= packet.Length;
                return packet;
            }
            Unlist(isNew);
            // A new flow that is empty waits for its turn among the old ones first, or it could always be new (RFC 8290 4.2).
            if (isNew && !_old.IsEmpty) _old.Add(_flows, index);
            else flow.IsListed = false;
        }
    }

    public Packet? Remove()
    {
        for (int i = 0; i < _flows.Length && Packets > 0; i++)
        {
            if (_flows[i].Fifo.Take() is not { } packet) continue;
            Packets--;
            Bytes -= packet.Length;
            return packet;
        }
        return null;
    }

    public bool TryChange(QueuePlan plan)
    {
        if (plan.Value(QueueParameter.Flows) != _flows.Length) return false;
        Take(plan);
        return true;
    }

    private void Take(QueuePlan plan)
    {
        _settings = CoDelSettings.Of(plan);
        _limit = plan.Limit.Value;
        _memoryLimit = plan.Value(QueueParameter.MemoryLimit);
        _quantum = plan.Value(QueueParameter.Quantum);
    }

    private void Unlist(bool isNew)
    {
        if (isNew) _new.RemoveFirst(_flows);
        else _old.RemoveFirst(_flows);
    }

    private Packet? DequeueFrom(ref Flow flow, Instant now)
    {
        (int packets, long bytes) = (flow.Fifo.Packets, flow.Fifo.Bytes);
        Packet? packet = flow.CoDel.Dequeue(ref flow.Fifo, Bytes - bytes, _settings, _site, now);
        Packets -= packets - flow.Fifo.Packets;
        Bytes -= bytes - flow.Fifo.Bytes;
        return packet;
    }

    /// <summary>Half of what the longest queue holds, up to a batch, from its head.</summary>
    private void DropFromLongest()
    {
        int longest = 0;
        for (int i = 1; i < _flows.Length; i++)
        {
            if (_flows[i].Fifo.Bytes > _flows[longest].Fifo.Bytes) longest = i;
        }
        ref Flow flow = ref _flows[longest];
        int most = Math.Min(DropBatch, (flow.Fifo.Packets + 1) / 2);
        for (int i = 0; i < most; i++)
        {
            Packet packet = flow.Fifo.Take()!;
            Packets--;
            Bytes -= packet.Length;
            _site.Drop(packet, DropReason.QueueFull);
        }
    }

    private struct Flow : IListedFlow
    {
        public PacketFifo Fifo;
        public CoDelControl CoDel;
        public long Deficit;
        public bool IsListed;

        public int Next { get; set; }
    }
}
