using System.Collections.Concurrent;
using Akka.Dispatch;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Adapters;

/// <summary>What is due: told or run when its time comes.</summary>
internal abstract class DueWork
{
    public abstract void Run();
}

internal sealed class DueTell(ICanTell to, object message, IActorRef? from) : DueWork
{
    public WaitingTell DueAt(long due) => new(due, message, from);

    public override void Run() => to.Tell(message, from);
}

/// <summary>
/// One thread for all actors of a system: turns that Akka.NET's dispatchers hand in, and events by due time. On the virtual clock the
/// thread is lent by whoever calls <see cref="RunUntil"/>; on the real one it is the loop's own.
/// </summary>
internal sealed class LaneLoop
{
    private readonly ConcurrentQueue<IRunnable> _turns = new();
    private readonly PriorityQueue<DueWork, (long Due, long Sequence)> _events = new();
    private readonly Lock _lock = new();
    private readonly RealClock? _clock;
    private volatile ILaneWaiter? _waiter;
    private RealClock? _pace;
    private CatchUp _catchUp;
    private long _lastEntry;
    private long _sequence;
    private long _virtualNow;
    private long _turnNow;
    private long _end = long.MaxValue;
    private volatile bool _ended;

    /// <summary>A virtual clock.</summary>
    public LaneLoop()
    {
    }

    public LaneLoop(RealTimeOptions options)
    {
        _clock = new RealClock(options.Scale);
        _waiter = options.Waiter(0);
        new Thread(RunForReal) { IsBackground = true, Name = "lane 0" }.Start();
    }

    public bool IsVirtual => _clock is null;

    public long Now => _clock is null ? Volatile.Read(ref _virtualNow) : Volatile.Read(ref _turnNow);

    /// <summary>The moment of asking.</summary>
    public long ReadClock() => _clock?.Read() ?? Now;

    /// <summary>For what enters from outside just now.</summary>
    public long EntryTime => _lastEntry = Math.Max(Math.Max(_lastEntry, Now + 1), _catchUp.IsBehind ? _catchUp.Reach : _pace?.Read() ?? 0);

    public long EventsHandled { get; private set; }

    public long TurnsHandled { get; private set; }

    public int TurnsWaiting => _turns.Count;

    public int EventsWaiting => _events.Count;

    public IEnumerable<WaitingTell> TellsWaiting
    {
        get
        {
            lock (_lock) return [.. _events.UnorderedItems.Where(one => one.Element is DueTell).Select(one => ((DueTell)one.Element).DueAt(one.Priority.Due))];
        }
    }

    public long LateEvents { get; private set; }

    public long MaxLateness { get; private set; }

    public void Execute(IRunnable turn)
    {
        _turns.Enqueue(turn);
        _waiter?.Wake();
    }

    public void Schedule(long due, DueWork work)
    {
        lock (_lock) _events.Enqueue(work, (Math.Max(due, Now), _sequence++));
        _waiter?.Wake();
    }

    /// <summary>From any thread; the earliest end that anybody asks for holds.</summary>
    public void EndAt(long nanoseconds)
    {
        lock (_lock) _end = Math.Min(_end, nanoseconds);
        _waiter?.Wake();
    }

    public void End()
    {
        _ended = true;
        _waiter?.Wake();
    }

    /// <summary>Virtual clock: turns to their end, then one event, and so on.</summary>
    public long RunUntil(long until, Func<bool>? isEnough)
    {
        long before = EventsHandled;
        bool enough = HandleUntil(until, isEnough);
        long end = Math.Min(until, Interlocked.Exchange(ref _end, long.MaxValue));
        if (!enough && end != long.MaxValue && end > _virtualNow) Volatile.Write(ref _virtualNow, end);
        return EventsHandled - before;
    }

    /// <summary>The same, and time stays at the last event.</summary>
    public long RunThrough(long until)
    {
        long before = EventsHandled;
        HandleUntil(until, isEnough: null);
        Interlocked.Exchange(ref _end, long.MaxValue);
        return EventsHandled - before;
    }

    private bool HandleUntil(long until, Func<bool>? isEnough)
    {
        if (!IsVirtual) throw new InvalidOperationException("A real clock runs by itself.");
        while (true)
        {
            RunTurns();
            if (isEnough is not null && isEnough()) return true;
            if (!TryTakeDue(Math.Min(until, Volatile.Read(ref _end)), out DueWork? work, out long due)) return false;
            Volatile.Write(ref _virtualNow, due);
            EventsHandled++;
            work.Run();
        }
    }

    /// <summary>Virtual clock, but nothing is handled before a real one has reached it.</summary>
    public void RunPaced(long until, Pace pace)
    {
        var clock = new RealClock(pace.Scale);
        (_waiter, _pace, _catchUp) = (pace.Waiter, clock, new CatchUp(pace.Scale));
        long wakeUp = 0;
        while (!_ended)
        {
            _catchUp.Wake(clock.Read(), wakeUp);
            RunTurns();
            long end = Math.Min(until, Volatile.Read(ref _end)), present = clock.Read(), reach = _catchUp.Advance(present);
            while (TryTakeDue(Math.Min(reach, Math.Min(until, Volatile.Read(ref _end))), out DueWork? work, out long due))
            {
                Volatile.Write(ref _virtualNow, due);
                EventsHandled++;
                NoteLateness(present - due);
                if (present - due > pace.LatenessLimit) EndAt(due);
                work.Run();
                RunTurns();
            }

            if (reach >= end) break;
            long next = Math.Min(NextDue, end);
            long wait = _turns.IsEmpty && !_catchUp.IsBehind ? clock.RealNanosecondsUntil(next) : 0;
            wakeUp = wait > 0 ? next : present;
            pace.Waiter.Wait(wait);
        }

        (_waiter, _pace, _catchUp) = (null, null, default);
        long last = Math.Min(until, Interlocked.Exchange(ref _end, long.MaxValue));
        if (last != long.MaxValue && last > _virtualNow) Volatile.Write(ref _virtualNow, last);
    }

    private void NoteLateness(long nanoseconds)
    {
        if (nanoseconds > 1_000_000) LateEvents++;
        MaxLateness = Math.Max(MaxLateness, nanoseconds);
    }

    private void RunForReal()
    {
        while (!_ended)
        {
            Volatile.Write(ref _turnNow, _clock!.Read());
            RunTurns();
            while (TryTakeDue(_turnNow, out DueWork? work, out long due))
            {
                EventsHandled++;
                NoteLateness(_turnNow - due);
                work.Run();
                RunTurns();
            }

            _waiter!.Wait(_turns.IsEmpty ? _clock.RealNanosecondsUntil(NextDue) : 0);
        }

        (_waiter as IDisposable)?.Dispose();
    }

    private void RunTurns()
    {
        while (_turns.TryDequeue(out IRunnable? turn))
        {
            TurnsHandled++;
            turn.Run();
        }
    }

    /// <summary>When the next event is due.</summary>
    public long NextDue
    {
        get
        {
            lock (_lock) return _events.TryPeek(out _, out (long Due, long Sequence) key) ? key.Due : long.MaxValue;
        }
    }

    private bool TryTakeDue(long until, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DueWork? work, out long due)
    {
        lock (_lock)
        {
            due = 0;
            work = null;
            if (!_events.TryPeek(out work, out (long Due, long Sequence) key) || key.Due > until) return false;
            due = key.Due;
            _events.Dequeue();
            return true;
        }
    }
}
