using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// How fast the time of a virtual run passes for whoever looks on: at a pace, not at all, or step by step. It decides when something happens on
/// the clock on the wall, never what: a run has the same fingerprint however often it was paused. From any thread.
/// </summary>
public sealed class TimeControl
{
    /// <summary>As fast as the machine can.</summary>
    public const double FullSpeed = double.PositiveInfinity;

    /// <summary>Slower than this a clock of nanoseconds hardly moves.</summary>
    public const double LeastPace = 1e-6;

    private const double LongestStep = 4e18;

    /// <summary>A run that is further behind its pace, in real time, does not try to catch up: the machine is too slow, or was held up.</summary>
    private static readonly TimeSpan MostBehind = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private Action _wake = static () => { };
    private double _pace = 1;
    private bool _isPaused;
    private bool _isAnchored;
    private (long Simulated, long Real) _anchor;
    private Duration _steps;
    private bool _stepsToEvent;
    private long _stepEnd;
    private int _changes;

    /// <summary>Simulated seconds per second of real time; more than 0.</summary>
    public double Pace
    {
        get
        {
            lock (_lock) return _pace;
        }
        set
        {
            if (!(value >= LeastPace)) throw new ArgumentOutOfRangeException(nameof(value), value, $"a pace is {LeastPace} at least");
            Change(() => _pace = value);
        }
    }

    /// <summary>Whether time stands still, but for steps.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_lock) return _isPaused;
        }
    }

    /// <summary>Lets time stand still.</summary>
    public void Pause() => Change(() => (_isPaused, _steps, _stepsToEvent, _stepEnd) = (true, Duration.Zero, false, 0));

    /// <summary>Lets time pass again.</summary>
    public void Resume() => Change(() => (_isPaused, _stepEnd) = (false, 0));

    /// <summary>Pauses, but lets so much simulated time pass first, as fast as the machine can.</summary>
    public void Step(Duration time) => Change(() => (_isPaused, _steps) = (true, _isPaused ? _steps + time : time));

    /// <summary>Pauses, but lets first happen what happens next, with all else of its instant.</summary>
    public void StepToNextEvent() => Change(() => (_isPaused, _stepsToEvent) = (true, true));

    /// <summary>Differs from what it was if anything was said since.</summary>
    internal int Changes => Volatile.Read(ref _changes);

    /// <summary>Calls this, on any thread, when something was said.</summary>
    internal void WakeBy(Action wake)
    {
        lock (_lock) _wake = wake;
    }

    /// <summary>How far the run may go just now.</summary>
    /// <param name="now">Where it is, in nanoseconds.</param>
    /// <param name="nextDue">When the next event is due.</param>
    internal long Reach(long now, long nextDue)
    {
        lock (_lock)
        {
            if (_isPaused) return ReachOfSteps(now, nextDue);
            if (_pace == FullSpeed) return long.MaxValue;
            long real = TimeProvider.System.GetTimestamp();
            if (!_isAnchored) (_anchor, _isAnchored) = ((now, real), true);
            double passed = TimeProvider.System.GetElapsedTime(_anchor.Real, real).TotalNanoseconds * _pace;
            double reach = Math.Min(_anchor.Simulated + passed, LongestStep);
            if (reach - now <= MostBehind.TotalNanoseconds * _pace) return Math.Max(now, (long)reach);
            _anchor = (now, real);
            return now + (long)Math.Min(MostBehind.TotalNanoseconds * _pace, LongestStep);
        }
    }

    private long ReachOfSteps(long now, long nextDue)
    {
        if (_steps > Duration.Zero) _stepEnd = Math.Max(_stepEnd, now) + _steps.Nanoseconds;
        if (_stepsToEvent && nextDue != long.MaxValue) _stepEnd = Math.Max(_stepEnd, nextDue);
        (_steps, _stepsToEvent) = (Duration.Zero, false);
        return Math.Max(now, _stepEnd);
    }

    private void Change(Action change)
    {
        Action wake;
        lock (_lock)
        {
            change();
            (_isAnchored, wake) = (false, _wake);
            Interlocked.Increment(ref _changes);
        }
        wake();
    }
}
