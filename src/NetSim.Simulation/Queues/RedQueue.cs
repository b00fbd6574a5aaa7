using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>
/// Random early detection (Floyd and Jacobson 1993; tc's <c>red</c>, without the gentle part as there): decides when a packet comes, by an average of
/// the queue's bytes. Between min and max the gaps between drops are uniform, not geometric (their section 7). Adaptive: Floyd, Gummadi, Shenker 2001.
/// </summary>
internal sealed class RedQueue : IQueueDiscipline
{
    private const long NanosecondBits = 8_000_000_000;

    private static readonly Duration AdaptEvery = Duration.FromMilliseconds(500);

    private readonly QueueSite _site;
    private readonly RandomStream _dice;
    private RedSettings _settings = null!;
    private PacketFifo _fifo;
    private double _average;
    private double _probability;
    private double _chance;
    private int _sinceDrop = -1;
    private Instant _emptySince;
    private Instant _adaptAt;

    public RedQueue(QueuePlan plan, QueueSite site)
    {
        (_site, _dice) = (site, site.Dice("queue"));
        TryChange(plan);
    }

    public int Packets => _fifo.Packets;

    public long Bytes => _fifo.Bytes;

    /// <summary>The average length in bytes.</summary>
    public double Average => _average;

    /// <summary>What is dropped at max.</summary>
    public double Probability => _probability;

    public void Enqueue(Packet packet, Instant now)
    {
        if (_settings.Adapts) Adapt(now);
        if (_fifo.Packets == 0) (_average, _emptySince) = (AverageAt(now), now);
        else _average += (_fifo.Bytes - _average) * _settings.Weight;

        bool isEarly = IsEarly(out bool mayMark);
        if (isEarly && !(mayMark && _site.TryMark(packet))) _site.Drop(packet, DropReason.Congested);
        else if (_fifo.Bytes + packet.Length > _settings.Limit) _site.Drop(packet, DropReason.QueueFull);
        else _fifo.Add(packet);
    }

    public Packet? Dequeue(Instant now)
    {
        Packet? packet = _fifo.Take();
        if (_fifo.Packets == 0) _emptySince = now;
        return packet;
    }

    public Packet? Remove() => _fifo.Take();

    public bool TryChange(QueuePlan plan)
    {
        if (!RedSettings.TryMake(plan, out RedSettings settings, out _)) return false;
        _settings = settings;
        _probability = settings.Probability;
        return true;
    }

    /// <summary>While the queue is empty, the average falls as if small packets had come that found it so.</summary>
    private double AverageAt(Instant now)
    {
        long rate = _settings.Bandwidth == 0 ? _site.Rate : _settings.Bandwidth;
        if (rate == 0) return 0;
        double each = (double)NanosecondBits * _settings.AveragePacket / rate;
        return _average * RedSettings.Power(1 - _settings.Weight, 1 + (long)((now - _emptySince).Nanoseconds / each));
    }

    private bool IsEarly(out bool mayMark)
    {
        mayMark = _settings.Marks;
        if (_average < _settings.Min)
        {
            _sinceDrop = -1;
            return false;
        }
        if (_average >= _settings.Max)
        {
            _sinceDrop = -1;
            mayMark &= !_settings.DropsHard;
            return true;
        }
        double share = _probability * (_average - _settings.Min) / (_settings.Max - _settings.Min);
        if (++_sinceDrop == 0) _chance = _dice.NextDouble();
        else if (_sinceDrop * share >= _chance)
        {
            _sinceDrop = 0;
            _chance = _dice.NextDouble();
            return true;
        }
        return false;
    }

    /// <summary>Every half second, whether packets come or not, so that the average stays between 40 and 60 % of the way from min to max.</summary>
    private void Adapt(Instant now)
    {
        if (_adaptAt == Instant.Zero) _adaptAt = now + AdaptEvery;
        double low = _settings.Min + 0.4 * (_settings.Max - _settings.Min), high = _settings.Min + 0.6 * (_settings.Max - _settings.Min);
        for (; _adaptAt <= now; _adaptAt += AdaptEvery)
        {
            double average = _fifo.Packets == 0 ? AverageAt(_adaptAt) : _average;
            if (average > high && _probability <= 0.5) _probability += Math.Min(0.01, _probability / 4);
            else if (average < low && _probability >= 0.01) _probability *= 0.9;
        }
    }
}
