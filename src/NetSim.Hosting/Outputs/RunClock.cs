using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Hosting.Outputs;

/// <summary>Between the time of day, in which spans count, and the time of the run, in which people do. There is no run before it is opened.</summary>
internal sealed class RunClock
{
    public SimulationRun? Run { get; set; }

    /// <summary>Time since the start of the run.</summary>
    public Duration Since(DateTime utc) => new((utc - Epoch.UtcDateTime).Ticks * 100);

    /// <summary>Whether time is that of the run alone.</summary>
    public bool IsVirtual => Run?.Mode == TimeMode.Virtual;

    /// <summary>How far the run has come.</summary>
    public Duration Now => Run?.Now ?? Duration.Zero;

    /// <summary>Nanoseconds since 1970.</summary>
    public long StartUnixNanoseconds => (Epoch - DateTimeOffset.UnixEpoch).Ticks * 100;

    public long NowUnixNanoseconds => StartUnixNanoseconds + Now.Nanoseconds;

    /// <summary>The time of day of a moment of the run.</summary>
    /// <param name="seconds">Since its start.</param>
    public DateTime TimeOf(double seconds) => (Epoch + TimeSpan.FromSeconds(seconds)).UtcDateTime;

    private DateTimeOffset Epoch => Run?.Epoch ?? DateTimeOffset.UnixEpoch;
}
