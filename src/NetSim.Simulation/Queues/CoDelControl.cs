using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>What CoDel goes by.</summary>
/// <param name="Target">A packet may wait as long as this.</param>
/// <param name="Interval">If all have waited longer for as long as this, the first is dropped.</param>
/// <param name="Marks">Whether packets are marked where that is as good as dropping them.</param>
/// <param name="MarksAbove">All that can be marked are, if they have waited longer; null: none.</param>
internal readonly record struct CoDelSettings(Duration Target, Duration Interval, bool Marks, Duration? MarksAbove)
{
    public static CoDelSettings Of(QueuePlan plan) => new(
        plan.Time(QueueParameter.Target), plan.Time(QueueParameter.Interval), plan.IsOn(QueueParameter.Ecn),
        plan.Settings[QueueParameter.CeThreshold] is { } above ? new Duration(above) : null);
}

/// <summary>
/// CoDel's state machine over one FIFO (RFC 8289 section 5, whose names it keeps). It looks at how long packets have waited, when they leave: if none has been below
/// the target for an interval, one is dropped, and the next ones ever sooner, with the root of their count, until one is.
/// </summary>
internal struct CoDelControl
{
    /// <summary>Whoever drops again within so many intervals goes on near the rate at which it ended (RFC 8289 section 5.4).</summary>
    private const int Recent = 16;

    private Instant? _firstAboveTime;
    private Instant _dropNext;
    private int _count;
    private int _lastCount;
    private bool _isDropping;

    /// <param name="fifo">The packets.</param>
    /// <param name="others">Bytes that wait beside them, in other queues of the same transmitter.</param>
    /// <param name="settings">What it goes by.</param>
    /// <param name="site">Takes what is dropped.</param>
    /// <param name="now">The time.</param>
    public Packet? Dequeue(ref PacketFifo fifo, long others, in CoDelSettings settings, QueueSite site, Instant now)
    {
        long spare = site.MaxPacket - others;
        Packet? packet = Take(ref fifo, spare, settings, now, out bool isAbove);
        if (_isDropping) packet = GoOn(ref fifo, spare, packet, isAbove, settings, site, now);
        else if (isAbove) packet = Begin(ref fifo, spare, packet!, settings, site, now);
        if (packet is not null && settings.MarksAbove is { } above && now - packet.Enqueued > above) site.TryMark(packet);
        return packet;
    }

    /// <summary>RFC 8289 5.6: not while less waits than the longest packet, or the link would run dry.</summary>
    private Packet? Take(ref PacketFifo fifo, long spare, in CoDelSettings settings, Instant now, out bool isAbove)
    {
        isAbove = false;
        Packet? packet = fifo.Take();
        if (packet is null || now - packet.Enqueued < settings.Target || fifo.Bytes <= spare) _firstAboveTime = null;
        else if (_firstAboveTime is { } first) isAbove = now >= first;
        else _firstAboveTime = now + settings.Interval;
        return packet;
    }

    private Packet? GoOn(ref PacketFifo fifo, long spare, Packet? packet, bool isAbove, in CoDelSettings settings, QueueSite site, Instant now)
    {
        _isDropping = isAbove;
        while (_isDropping && now >= _dropNext)
        {
            _count++;
            if (settings.Marks && site.TryMark(packet!))
            {
                _dropNext = ControlLaw(_dropNext, settings.Interval);
                break;
            }
            site.Drop(packet!, DropReason.Congested);
            packet = Take(ref fifo, spare, settings, now, out _isDropping);
            if (_isDropping) _dropNext = ControlLaw(_dropNext, settings.Interval);
        }
        return packet;
    }

    private Packet? Begin(ref PacketFifo fifo, long spare, Packet packet, in CoDelSettings settings, QueueSite site, Instant now)
    {
        Packet? next = packet;
        if (!settings.Marks || !site.TryMark(packet))
        {
            site.Drop(packet, DropReason.Congested);
            next = Take(ref fifo, spare, settings, now, out _);
        }
        _isDropping = true;
        int delta = _count - _lastCount;
        _count = delta > 1 && now - _dropNext < settings.Interval * Recent ? delta : 1;
        _dropNext = ControlLaw(now, settings.Interval);
        _lastCount = _count;
        return next;
    }

    /// <summary>A root and a division are exact to the last bit on every machine.</summary>
    private readonly Instant ControlLaw(Instant time, Duration interval) => time + new Duration((long)(interval.Nanoseconds / Math.Sqrt(_count)));
}
