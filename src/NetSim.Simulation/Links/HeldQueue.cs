using NetSim.Simulation.Actors;
using NetSim.Simulation.Queues;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>A queue that holds its packets, in its place before the transmitter; made with the first packet of a direction whose parameters name one.</summary>
internal sealed class HeldQueue
{
    private readonly QueueSite _site;
    private IQueueDiscipline _queue;
    private LinkParameters _parameters;

    /// <param name="direction">The direction that it belongs to.</param>
    /// <param name="linkHeaderLength">What stands before each IP packet, in bytes.</param>
    public HeldQueue(LinkDirection direction, int linkHeaderLength)
    {
        LinkHeaderLength = linkHeaderLength;
        _parameters = direction.Parameters;
        _site = new QueueSite(linkHeaderLength == 0 ? LinkType.Raw : LinkType.Ethernet, direction.DiceOf, (packet, reason) => direction.Drop(packet, reason));
        Describe(_parameters);
        _queue = QueueDisciplines.Make(_parameters.Discipline!, _site);
    }

    /// <summary>The wake-up for the next departure. It is its actor's, and stands here because most directions never need one.</summary>
    internal DeadlineTimer Departure = new();

    public int LinkHeaderLength { get; }

    public QueueCounters Counters => _site.Counters;

    public int Packets => _queue.Packets;

    public QueueHistogram Histogram { get; } = new();

    /// <summary>When it gave a packet last.</summary>
    public Instant LastStart { get; private set; }

    public void Enqueue(Packet packet, Instant now)
    {
        packet.Enqueued = now;
        Histogram.OnFound(_queue.Packets);
        _queue.Enqueue(packet, now);
    }

    public Packet? Dequeue(Instant now)
    {
        Packet? packet = _queue.Dequeue(now);
        if (packet is null) return null;
        LastStart = now;
        Histogram.OnWaited(now - packet.Enqueued);
        _site.OnSent(packet, now);
        return packet;
    }

    /// <summary>As tc does, another kind of queue begins empty, and what the old one held is dropped.</summary>
    public void Change(LinkParameters parameters)
    {
        Describe(parameters);
        bool isSame = parameters.Discipline == _parameters.Discipline;
        bool isKept = isSame || (parameters.Discipline is { } plan && plan.Kind == _parameters.Discipline?.Kind && _queue.TryChange(plan));
        _parameters = parameters;
        if (isKept) return;
        Clear(DropReason.QueueReplaced);
    }

    /// <summary>Drops what waits, and begins anew: nothing that a queue goes by (averages, probabilities, when to drop next) holds for what comes later.</summary>
    public void Clear(DropReason reason)
    {
        while (_queue.Remove() is { } packet) _site.Drop(packet, reason);
        if (_parameters.Discipline is { } plan) _queue = QueueDisciplines.Make(plan, _site);
    }

    /// <summary>Without a count.</summary>
    public void ReturnAll()
    {
        while (_queue.Remove() is { } packet) packet.Return();
    }

    private void Describe(LinkParameters parameters)
    {
        _site.Rate = parameters.Rate;
        if (parameters.Mtu > 0) _site.MaxPacket = parameters.Mtu + LinkHeaderLength;
    }
}
