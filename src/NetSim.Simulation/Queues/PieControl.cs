using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Queues;

/// <summary>
/// PIE's controller (RFC 8033 sections 4 and 5): how likely a packet is to be dropped, worked out every <c>tupdate</c> from how far the delay is from its target and
/// whither it goes. Nothing it looks at changes between two packets, so that it needs no timer: it catches up when it is asked.
/// </summary>
internal sealed class PieControl(QueuePlan plan, RandomStream dice)
{
    /// <summary>RFC 8033 5.3: how often may go wrong what dice have not decided.</summary>
    private const double SureFrom = 8.5, NeverBelow = 0.85;

    /// <summary>An idle queue forgets by a 64th (Linux), or 2 % (RFC 8033 4.2), each time.</summary>
    private const double Decay = 0.98;

    private static readonly Duration MaxBurst = Duration.FromMilliseconds(150);
    private static readonly Duration Alarming = Duration.FromMilliseconds(250);

    private Duration _target = plan.Time(QueueParameter.Target);
    private Duration _update = plan.Time(QueueParameter.TUpdate);
    private double _alpha = plan.Value(QueueParameter.Alpha) / 16.0;
    private double _beta = plan.Value(QueueParameter.Beta) / 16.0;
    private Duration _burst = MaxBurst;
    private Duration _old;
    private Instant? _next;
    private double _accumulated;

    /// <summary>That a packet is dropped, 0–1.</summary>
    public double Probability { get; private set; }

    public void Change(QueuePlan to)
    {
        (_target, _update) = (to.Time(QueueParameter.Target), to.Time(QueueParameter.TUpdate));
        (_alpha, _beta) = (to.Value(QueueParameter.Alpha) / 16.0, to.Value(QueueParameter.Beta) / 16.0);
    }

    /// <summary>All the steps that were due by <paramref name="now"/>.</summary>
    /// <param name="now">The time.</param>
    /// <param name="delay">Of the queue, as it has been since the last packet came or went.</param>
    public void CatchUp(Instant now, Duration delay)
    {
        _next ??= now + _update;
        while (_next is { } next && next <= now)
        {
            bool isAtRest = Probability == 0 && delay == Duration.Zero && _old == Duration.Zero && _burst == MaxBurst;
            if (isAtRest) _next = next + _update * ((now - next).Nanoseconds / _update.Nanoseconds + 1);
            else Step(delay, next);
        }
    }

    /// <summary>RFC 8033 5.1, the decision about one packet.</summary>
    /// <param name="backlog">Bytes that wait.</param>
    /// <param name="maxPacket">The longest packet of the link: while no more than two of them wait, none is dropped.</param>
    public bool IsEarly(long backlog, int maxPacket)
    {
        if (_burst > Duration.Zero) return false;
        if ((_old < _target / 2 && Probability < 0.2) || backlog <= 2L * maxPacket) return false;
        if (Probability == 0) _accumulated = 0;
        _accumulated += Probability;
        if (_accumulated < NeverBelow) return false;
        if (_accumulated < SureFrom && dice.NextDouble() >= Probability) return false;
        _accumulated = 0;
        return true;
    }

    private void Step(Duration delay, Instant at)
    {
        double change = Scale() * (_alpha * (delay - _target).TotalSeconds + _beta * (delay - _old).TotalSeconds);
        if (Probability >= 0.1 && change > 0.02) change = 0.02;
        if (delay > Alarming) change += 0.02;
        Probability += change;
        if (delay == Duration.Zero && _old == Duration.Zero) Probability *= Decay;
        // Below what one packet in the life of the universe would meet, it is none: a queue at rest comes to rest.
        Probability = Probability < 1e-15 ? 0 : Math.Min(1, Probability);

        _burst = Duration.Max(Duration.Zero, _burst - _update);
        bool isCalm = Probability == 0 && delay < _target / 2 && _old < _target / 2;
        if (isCalm) (_burst, _accumulated) = (MaxBurst, 0);
        _old = delay;
        _next = at + _update;
    }

    /// <summary>RFC 8033 4.2: the smaller the probability, the smaller the steps.</summary>
    private double Scale() => Probability switch
    {
        < 0.000001 => 1.0 / 2048,
        < 0.00001 => 1.0 / 512,
        < 0.0001 => 1.0 / 128,
        < 0.001 => 1.0 / 32,
        < 0.01 => 1.0 / 8,
        < 0.1 => 1.0 / 2,
        _ => 1,
    };
}
