using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>Strict priority by DSCP (RFC 2475; tc's <c>prio</c>): a band sends only while those before it are empty. Each has a queue of its own.</summary>
internal sealed class PrioQueue : IQueueDiscipline
{
    private const int CodePoints = 64;

    private readonly QueueSite _site;
    private readonly IQueueDiscipline[] _bands;
    private readonly byte[] _bandOf = new byte[CodePoints];

    public PrioQueue(QueuePlan plan, QueueSite site)
    {
        _site = site;
        IReadOnlyList<QueueBand> bands = plan.Bands.Items;
        _bands = new IQueueDiscipline[bands.Count];
        for (int i = 0; i < _bands.Length; i++) _bands[i] = QueueDisciplines.Make(bands[i].Queue, site);
        Map(bands);
    }

    public int Packets
    {
        get
        {
            int packets = 0;
            foreach (IQueueDiscipline band in _bands) packets += band.Packets;
            return packets;
        }
    }

    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (IQueueDiscipline band in _bands) bytes += band.Bytes;
            return bytes;
        }
    }

    public void Enqueue(Packet packet, Instant now) => _bands[_bandOf[TrafficClass.DscpOf(packet, _site.Link)]].Enqueue(packet, now);

    public Packet? Dequeue(Instant now)
    {
        foreach (IQueueDiscipline band in _bands)
        {
            if (band.Dequeue(now) is { } packet) return packet;
        }
        return null;
    }

    public Packet? Remove()
    {
        foreach (IQueueDiscipline band in _bands)
        {
            if (band.Remove() is { } packet) return packet;
        }
        return null;
    }

    /// <summary>The bands stay, if each can go on with what it has.</summary>
    public bool TryChange(QueuePlan plan)
    {
        IReadOnlyList<QueueBand> bands = plan.Bands.Items;
        if (bands.Count != _bands.Length) return false;
        for (int i = 0; i < _bands.Length; i++)
        {
            if (!QueueDisciplines.IsOfKind(_bands[i], bands[i].Queue.Kind) || !_bands[i].TryChange(bands[i].Queue)) return false;
        }
        Map(bands);
        return true;
    }

    private void Map(IReadOnlyList<QueueBand> bands)
    {
        for (int dscp = 0; dscp < CodePoints; dscp++)
        {
            for (int i = 0; i < bands.Count; i++)
            {
                if (bands[i].IsRest) _bandOf[dscp] = (byte)i;
            }
            for (int i = 0; i < bands.Count; i++)
            {
                if ((bands[i].Dscp >> dscp & 1) != 0) _bandOf[dscp] = (byte)i;
            }
        }
    }
}
