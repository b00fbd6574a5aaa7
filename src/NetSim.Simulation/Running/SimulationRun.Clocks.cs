using NetSim.Actors.Lanes;
using NetSim.Simulation.Sampling;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>How a run gets from its start to its end on either clock, and is read on the way.</summary>
public sealed partial class SimulationRun
{
    /// <summary>Of readings: doubled until those of the whole run are few.</summary>
    private static readonly Duration FirstInterval = Duration.FromMicroseconds(100);
    private static readonly Duration FirstRealInterval = Duration.FromMilliseconds(10);

    private void RunVirtual(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(() => _lanes.EndAt(0));
        if (_options.TimeControl is { } time)
        {
            RunControlled(time, cancellation);
            return;
        }
        if (_sampler is not null) RunSampled(_sampler, cancellation);
        // What ended the run has ended one stretch of it only.
        if (IsBroken(cancellation)) return;
        if (_options.MayBeOperated) RunOperated(EndOfRun);
        else _lanes.RunUntil(EndOfRun);
    }

    /// <summary>Up to the last reading. All lanes stand still at each.</summary>
    private void RunSampled(RunSampler sampler, CancellationToken cancellation)
    {
        while (sampler.Next.Nanoseconds < EndOfRun && !IsBroken(cancellation))
        {
            long due = _lanes.NextDue;
            if (due == long.MaxValue) return;
            if (_options.MayBeOperated) RunOperated(sampler.Next.Nanoseconds);
            else if (due <= sampler.Next.Nanoseconds) _lanes.RunThrough(sampler.Next.Nanoseconds);
            if (sampler.Next.Nanoseconds < EndOfRun && !IsBroken(cancellation)) sampler.Take(sampler.Next);
        }
    }

    /// <summary>What is asked from outside is answered between two events.</summary>
    private void RunOperated(long end)
    {
        do
        {
            _pump!.RunAll();
        }
        while (_lanes.RunUntil(end, () => _pump.HasWork) > 0 || _pump.HasWork);
    }

    /// <summary>The user has ended it, or something has.</summary>
    private bool IsBroken(CancellationToken cancellation) => _sampler is not null && (cancellation.IsCancellationRequested || _failure is not null);

    private long EndOfRun => Duration.Min(StopAt ?? Duration.MaxValue, _workDoneAt).Nanoseconds;

    private void RunReal(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(() => _lanes.EndAt(0));
        ILaneWaiter waiter = _devices.Waiter!;
        if (_sampler is not null) waiter = new SamplingWaiter(waiter, _sampler, () => Instant.Zero + Now, _plan.Time.Scale);
        _lanes.RunPaced(EndOfRun, new Pace(waiter) { Scale = _plan.Time.Scale, LatenessLimit = LagLimit });
    }
}
