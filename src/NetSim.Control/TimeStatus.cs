using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Control;

/// <summary>The clock of a run at one instant.</summary>
/// <param name="Mode">virtual or real.</param>
/// <param name="NowS">Simulated seconds since the start.</param>
/// <param name="StopS">When the run ends at the latest; null: that is open.</param>
/// <param name="State">running, paused or ended.</param>
/// <param name="Pace">Simulated seconds per second; null: as fast as the machine can.</param>
/// <param name="IsControllable">Whether it can be paused.</param>
public sealed record TimeStatus(string Mode, double NowS, double? StopS, string State, double? Pace, bool IsControllable)
{
    /// <summary>To be called between two events.</summary>
    public static TimeStatus Of(SimulationRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        TimeControl? control = run.TimeControl;
        double pace = run.Mode == TimeMode.Real ? run.Plan.Time.Scale : control?.Pace ?? TimeControl.FullSpeed;
        return new TimeStatus(
            run.Mode == TimeMode.Virtual ? "virtual" : "real",
            run.Now.TotalSeconds,
            run.StopAt?.TotalSeconds,
            run.HasEnded ? "ended" : control?.IsPaused == true ? "paused" : "running",
            double.IsFinite(pace) ? pace : null,
            control is not null);
    }
}

/// <summary>A network and its clock at one instant.</summary>
public sealed record LiveState(TimeStatus Time, NetworkState Network);

/// <summary>What is ordered of the time of a virtual run; what is left out stays as it is.</summary>
/// <param name="State">running or paused.</param>
/// <param name="Pace">Simulated seconds per second of real time; 0: as fast as the machine can.</param>
/// <param name="Step">So much time, in the words of the file (10 ms), or <c>event</c>: to whatever happens next. Then the run stands still.</param>
public sealed record TimeOrder(string? State = null, double? Pace = null, string? Step = null)
{
    private const string ToEvent = "event";

    /// <summary>Why it cannot be carried out; null: it can.</summary>
    internal string? Problem(SimulationRun run)
    {
        if (run.HasEnded) return "the run is over";
        if (run.TimeControl is null) return run.Mode == TimeMode.Real ? "real time cannot be stopped" : "the time of this run cannot be stopped: it was not started with --ui";
        if (State is not (null or "running" or "paused")) return $"state: '{State}' is neither running nor paused";
        if (Pace is { } pace && pace != 0 && !(pace >= TimeControl.LeastPace)) return $"pace: a pace is {TimeControl.LeastPace} at least, or 0 for as fast as the machine can";
        if (Step is not (null or ToEvent) && !DurationText.TryParse(Step, out _, out string? problem)) return $"step: {problem}";
        return null;
    }

    internal Task<TimeStatus> ApplyTo(SimulationRun run)
    {
        TimeControl control = run.TimeControl!;
        if (Pace is { } pace) control.Pace = pace == 0 ? TimeControl.FullSpeed : pace;
        if (State == "running") control.Resume();
        else if (State == "paused") control.Pause();
        if (Step == ToEvent) control.StepToNextEvent();
        else if (Step is not null && DurationText.TryParse(Step, out Duration step, out _)) control.Step(step);
        return run.Look(TimeStatus.Of);
    }
}
