using NetSim.Wire.Time;

namespace NetSim.Packetdrill;

/// <summary>
/// The virtual clock. It moves in <see cref="Sleep"/>, in <see cref="Receive"/>, in calls that block, and a little whenever somebody asks
/// for the time (packetdrill spins on that). Timers expire on the way.
/// <para>
/// packetdrill makes a call that blocks on a second thread, which first waits until it is time for it, and meanwhile goes on with its script
/// on the first. One lock guards the host. While the second thread is in a call, the first moves time and the second waits for what comes
/// of it: after each step of time the first lets the second finish, and read the clock, before it takes the next one.
/// </para>
/// </summary>
internal sealed partial class DrillHost
{
    /// <summary>packetdrill sleeps until 20 µs before the moment it waits for, and spins the rest.</summary>
    private static readonly Duration SpinStep = Duration.FromMicroseconds(5);

    /// <summary>Real time that a thread which was let go has to read the clock, lest one that never does stops the other for good.</summary>
    private static readonly TimeSpan LongestHandOver = TimeSpan.FromMilliseconds(200);

    private readonly object _gate = new();
    private readonly int _firstThread = Environment.CurrentManagedThreadId;
    private OtherThread _other;
    private Instant _otherUntil = Instant.MaxValue;

    private enum OtherThread
    {
        /// <summary>In no call, or in one that does not block.</summary>
        Away,

        /// <summary>In a call, waiting for a change.</summary>
        Waiting,

        /// <summary>Something has changed: it looks whether that was what it waits for, or returns.</summary>
        Awake,
    }

    /// <summary>Some time after the start, so that a script can look back.</summary>
    public Instant Now { get; private set; } = Instant.Zero + Duration.FromSeconds(1_000_000);

    private bool IsFirstThread => Environment.CurrentManagedThreadId == _firstThread;

    /// <summary>usleep(3).</summary>
    public void Sleep(Duration time)
    {
        lock (_gate) AdvanceTo(Now + time);
    }

    /// <summary>gettimeofday(2).</summary>
    public Instant ReadClock()
    {
        lock (_gate)
        {
            Instant read = Now;
            bool endsCall = !IsFirstThread && _other == OtherThread.Awake;
            if (endsCall) Leave();
            else AdvanceTo(Now + SpinStep);
            return read;
        }
    }

    /// <summary>The next packet that the host has sent, or sends as time goes by; null if there will be none.</summary>
    public (Instant Time, byte[] Bytes)? Receive()
    {
        lock (_gate)
        {
            Instant until = Now + _options.Patience;
            while (_sent.Count == 0 && NextEvent is { } next && next <= until) Step(next);
            return _sent.TryDequeue(out (Instant Time, byte[] Bytes) packet) ? packet : null;
        }
    }

    /// <summary>netdev_send: an IP packet from the script.</summary>
    public void Deliver(ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            Inject(packet);
            HandOver();
        }
    }

    /// <summary>Waits in a call for whatever happens next. On the first thread, that is what moves time.</summary>
    /// <returns>False if there is no use in waiting any more: nothing will happen, or it is late.</returns>
    private bool Block(Instant until)
    {
        if (Now >= until) return false;
        if (IsFirstThread)
        {
            Instant next = Instant.Min(NextEvent ?? Instant.MaxValue, until);
            if (next == Instant.MaxValue) return false;
            Step(next);
            return true;
        }
        _other = OtherThread.Waiting;
        _otherUntil = until;
        Monitor.PulseAll(_gate);
        while (_other == OtherThread.Waiting) Monitor.Wait(_gate);
        return true;
    }

    private void Leave()
    {
        _other = OtherThread.Away;
        Monitor.PulseAll(_gate);
    }

    private Instant? NextEvent
    {
        get
        {
            Instant next = NextDeadline ?? Instant.MaxValue;
            if (_other == OtherThread.Waiting) next = Instant.Min(next, _otherUntil);
            return next == Instant.MaxValue ? null : next;
        }
    }

    private void AdvanceTo(Instant to)
    {
        while (NextEvent is { } next && next <= to) Step(next);
        Now = Instant.Max(Now, to);
    }

    private void Step(Instant to)
    {
        Now = Instant.Max(Now, to);
        OnDeadline();
        HandOver();
    }

    /// <summary>Lets the other thread see what has changed, and waits until it has read the clock or waits again.</summary>
    private void HandOver()
    {
        if (_other != OtherThread.Waiting) return;
        _other = OtherThread.Awake;
        _otherUntil = Instant.MaxValue;
        Monitor.PulseAll(_gate);
        while (_other == OtherThread.Awake && Monitor.Wait(_gate, LongestHandOver))
        {
        }
        if (_other == OtherThread.Awake) _other = OtherThread.Away;
    }
}
