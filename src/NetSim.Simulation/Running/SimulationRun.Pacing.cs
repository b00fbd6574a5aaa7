using NetSim.Actors.Lanes;
using NetSim.Simulation.Sockets.Outside;

namespace NetSim.Simulation.Running;

/// <summary>
/// The virtual clock for somebody who looks on: it goes no further than a <see cref="TimeControl"/> lets it. That time stops between two events, or
/// moves on though nothing is due, is seen by none of them.
/// </summary>
public sealed partial class SimulationRun
{
    /// <summary>So often time moves on at a pace.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private void RunControlled(TimeControl time, CancellationToken cancellation)
    {
        OutsidePump pump = _pump!;
        Lane lane = _lanes.Lanes[0];
        time.WakeBy(pump.NoteEntry);
        using CancellationTokenRegistration registration = cancellation.Register(pump.NoteEntry);
        while (!cancellation.IsCancellationRequested && _failure is null)
        {
            pump.RunAll();
            int seen = time.Changes;
            long until = Math.Min(EndOfRun, time.Reach(lane.Now, _lanes.NextDue)), reading = _sampler?.Next.Nanoseconds ?? long.MaxValue;
            _lanes.RunUntil(Math.Min(until, reading), () => pump.HasWork || time.Changes != seen);
            if (pump.HasWork) continue;
            if (IsAtEnd(lane)) return;
            if (reading < until && time.Changes == seen) _sampler!.Take(_sampler.Next);
            else if (time.Changes == seen) pump.AwaitAnything(time.IsPaused ? TimeSpan.FromSeconds(1) : Tick);
        }
    }

    /// <summary>Either the end has come and all that was due by then has happened, or there is none and nothing is left to happen.</summary>
    private bool IsAtEnd(Lane lane) => EndOfRun == long.MaxValue ? _lanes.NextDue == long.MaxValue : lane.Now >= EndOfRun && _lanes.NextDue > EndOfRun;
}
