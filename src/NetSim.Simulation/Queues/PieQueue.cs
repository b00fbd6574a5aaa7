using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>Proportional integral controller enhanced (RFC 8033; tc's <c>pie</c>): a FIFO that drops newcomers with a probability which keeps the delay at its target.</summary>
internal sealed class PieQueue : IQueueDiscipline
{
    /// <summary>Up to a chance of 10 % packets are marked, above it they are dropped all the same (RFC 8033 5.1).</summary>
    private const double MarksBelow = 0.1;

    /// <summary>RFC 8033 5.2: bytes that have to wait before a rate can be measured over them.</summary>
    private const int RateThreshold = 16_384;

    private readonly QueueSite _site;
    private readonly PieControl _control;
    private PacketFifo _fifo;
    private long _limit;
    private bool _marks;
    private bool _estimates;
    private Duration _delay;

    // The measurement that is under way, and its average, in bytes per nanosecond.
    private Instant? _measuredSince;
    private long _measuredBytes;
    private double _departureRate;

    public PieQueue(QueuePlan plan, QueueSite site)
    {
        _site = site;
        _control = new PieControl(plan, site.Dice("queue"));
        TryChange(plan);
    }

    public int Packets => _fifo.Packets;

    public long Bytes => _fifo.Bytes;

    public double Probability => _control.Probability;

    public void Enqueue(Packet packet, Instant now)
    {
        _control.CatchUp(now, _delay);
        if (_fifo.Packets >= _limit) _site.Drop(packet, DropReason.QueueFull);
        else if (_control.IsEarly(_fifo.Bytes, _site.MaxPacket) && !(_marks && _control.Probability <= MarksBelow && _site.TryMark(packet)))
            _site.Drop(packet, DropReason.Congested);
        else _fifo.Add(packet);
        if (_estimates) _delay = Estimate();
    }

    public Packet? Dequeue(Instant now)
    {
        _control.CatchUp(now, _delay);
        if (_fifo.Take() is not { } packet) return null;
        if (_estimates) Measure(packet.Length, now);
        _delay = _estimates ? Estimate() : _fifo.Packets == 0 ? Duration.Zero : now - packet.Enqueued;
        return packet;
    }

    public Packet? Remove() => _fifo.Take();

    public bool TryChange(QueuePlan plan)
    {
        _control.Change(plan);
        _limit = plan.Limit.Value;
        (_marks, _estimates) = (plan.IsOn(QueueParameter.Ecn), plan.IsOn(QueueParameter.DqRateEstimator));
        return true;
    }

    private Duration Estimate() => _departureRate == 0 ? Duration.Zero : new Duration((long)(_fifo.Bytes / _departureRate));

    private void Measure(int bytes, Instant now)
    {
        if (_measuredSince is { } since)
        {
            _measuredBytes += bytes;
            if (_measuredBytes < RateThreshold || now == since) return;
            double rate = _measuredBytes / (double)(now - since).Nanoseconds;
            _departureRate = _departureRate == 0 ? rate : _departureRate / 2 + rate / 2;
            _measuredSince = null;
        }
        if (_fifo.Bytes >= RateThreshold) (_measuredSince, _measuredBytes) = (now, 0);
    }
}
