namespace NetSim.Actors.Lanes;

/// <summary>
/// An actor system seen as lanes and a clock: what Akka.NET's API has no words for. <see cref="System"/> is the same thing seen as
/// an actor system.
/// </summary>
public sealed class LaneSystem : IDisposable
{
    private readonly LaneActorSystem _system;

    internal LaneSystem(LaneActorSystem system) => _system = system;

    public ActorSystem System => _system;

    public ClockKind Clock => _system.Clock;

    public IReadOnlyList<Lane> Lanes => _system.Lanes;

    /// <summary>
    /// Nanoseconds since the start. On the virtual clock this is exact for whoever stands outside while it stands still, and for an actor, which is told the
    /// time of its own lane; on the real one it is the moment of asking.
    /// </summary>
    public long Now => _system.Now;

    /// <summary>A system whose time stands still until <see cref="RunUntil(long)"/> or <see cref="RunUntilIdle"/> is called. It has no thread.</summary>
    public static LaneSystem CreateVirtual(string name) => CreateVirtual(name, new VirtualTimeOptions());

    /// <summary>The same with several lanes.</summary>
    public static LaneSystem CreateVirtual(string name, VirtualTimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return LaneActorSystem.CreateVirtual(name, options.Lanes).View;
    }

    /// <summary>A system whose lanes run by themselves.</summary>
    public static LaneSystem CreateReal(string name, RealTimeOptions options) => LaneActorSystem.CreateReal(name, options).View;

    /// <summary>The lanes of an actor system, however it was created.</summary>
    public static LaneSystem Of(ActorSystem system) => ((LaneActorSystem)system).View;

    /// <summary>
    /// Virtual clock: from now on a tell between groups takes <paramref name="tellDelay"/>, and the caller promises that no
    /// <see cref="Lane.TellAt"/> to another lane is due sooner than <paramref name="lookAhead"/> from its sender's present. Several lanes
    /// then run at once; what happens is the same with one lane and with many.
    /// </summary>
    /// <param name="lookAhead">Nanoseconds, more than 0. A broken promise ends the run with an exception.</param>
    /// <param name="tellDelay">Nanoseconds, not less than the look-ahead.</param>
    public void RunApart(long lookAhead, long tellDelay) => _system.RunApart(lookAhead, tellDelay);

    /// <summary>
    /// Virtual clock: handles everything due up to <paramref name="nanoseconds"/>, which is the time afterwards. Returns the number
    /// of events. An exception in the engine itself comes out here; one in an actor goes to its supervisor.
    /// </summary>
    public long RunUntil(long nanoseconds) => _system.RunVirtual(nanoseconds, isEnough: null);

    /// <summary>
    /// The same, but stops (and time with it) as soon as <paramref name="isEnough"/> is true; it is asked before the first and after
    /// each event.
    /// </summary>
    public long RunUntil(long nanoseconds, Func<bool> isEnough)
    {
        ArgumentNullException.ThrowIfNull(isEnough);
        return _system.RunVirtual(nanoseconds, isEnough);
    }

    /// <summary>
    /// As <see cref="RunUntil(long)"/>, but time stays at the last event: for whoever only looks on at certain times, and leaves no trace.
    /// </summary>
    public long RunThrough(long nanoseconds) => _system.RunVirtual(nanoseconds, isEnough: null, ClockAfterRun.AtLastEvent);

    /// <summary>Virtual clock, between two runs: when something is due next, the present included; <see cref="long.MaxValue"/> if nothing is left to do.</summary>
    public long NextDue => _system.NextDue;

    /// <summary>Virtual clock: handles everything until nothing is left to do. Does not return while a periodic timer is on.</summary>
    public long RunUntilIdle() => _system.RunVirtual(long.MaxValue, isEnough: null);

    /// <summary>
    /// Virtual clock with one lane: as <see cref="RunUntil(long)"/>, but nothing is handled before a real clock that starts now has reached it.
    /// Between events the lane waits where what is outside can wake it; that becomes an event at <see cref="Lane.EntryTime"/>.
    /// </summary>
    public void RunPaced(long nanoseconds, Pace pace)
    {
        ArgumentNullException.ThrowIfNull(pace);
        _system.RunPaced(nanoseconds, pace);
    }

    /// <summary>
    /// Virtual clock: the run in progress goes no further than <paramref name="nanoseconds"/>; if it is there already, it ends after the
    /// event in hand. May be called by an actor, or from another thread (then where the run ends is a matter of luck).
    /// </summary>
    public void EndAt(long nanoseconds) => _system.EndAt(nanoseconds);

    public void Dispose() => _system.Dispose();
}
