namespace NetSim.Simulation.Sockets.Outside;

/// <summary>The clock of a run for ordinary .NET code: <c>Task.Delay</c>, time-outs and timers then take simulated time.</summary>
internal sealed class SimulatedTime(Door door, Func<long> now, DateTimeOffset epoch) : TimeProvider
{
    private const int NanosecondsPerTick = 100;

    public override long TimestampFrequency => 1_000_000_000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => now();

    public override DateTimeOffset GetUtcNow() => epoch.AddTicks(now() / NanosecondsPerTick);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SimulatedTimer(door, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>A timer of code outside; its time passes on the lane.</summary>
internal sealed class SimulatedTimer(Door door, TimerCallback callback, object? state) : ITimer
{
    private TimerSetting? _setting;
    private bool _isDisposed;

    public TimerSetting? Setting => Volatile.Read(ref _setting);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed) return false;
        Set(NanosecondsOf(dueTime), NanosecondsOf(period));
        return true;
    }

    /// <param name="due">Nanoseconds from now.</param>
    /// <param name="period">Nanoseconds; 0 or less: once.</param>
    public void Set(long due, long period)
    {
        var setting = new TimerSetting(this, due, period);
        Volatile.Write(ref _setting, setting);
        door.Enter(setting);
    }

    public void Fire()
    {
        if (!_isDisposed) callback(state);
    }

    public void Dispose()
    {
        _isDisposed = true;
        Volatile.Write(ref _setting, null);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static long NanosecondsOf(TimeSpan span) => span.Ticks > long.MaxValue / 100 ? long.MaxValue : span.Ticks * 100;
}

/// <summary>To the entrance: when a timer is due, in nanoseconds from now; a negative time is never.</summary>
internal sealed record TimerSetting(SimulatedTimer Timer, long Due, long Period)
{
    /// <summary>The timer was neither changed nor given up since.</summary>
    public bool IsCurrent => ReferenceEquals(Timer.Setting, this);
}
