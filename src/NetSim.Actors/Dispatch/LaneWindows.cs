using System.Runtime.ExceptionServices;

namespace NetSim.Actors.Dispatch;

/// <summary>
/// Several lanes in virtual time at once, conservatively: no lane can tell another anything that is due sooner than the look-ahead, so each
/// may run to the earliest thing to happen on the others plus the look-ahead without hearing of them. Then they meet.
/// The result is that of one lane, since events are ordered by keys that say nothing of lanes.
/// </summary>
internal sealed class LaneWindows
{
    /// <summary>An end before all times: the run is over for another reason.</summary>
    private const long AtOnce = -1;

    private readonly LaneActorSystem _system;
    private readonly Lane[] _lanes;
    private readonly int _threads;
    private readonly Meeting _meeting;
    private Exception? _fault;
    private int _round;

    public LaneWindows(LaneActorSystem system)
    {
        (_system, _lanes) = (system, system.Lanes);
        _threads = Math.Min(_lanes.Length, Environment.ProcessorCount);
        _meeting = new Meeting(_threads);
        foreach (Lane lane in _lanes) lane.PrepareWindows(_lanes.Length);
    }

    /// <summary>Runs all lanes up to a time; the caller's thread is one of those that do.</summary>
    public void Run(long until)
    {
        int first = _round;
        var others = new Thread[_threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int number = i + 1;
            others[i] = new Thread(() => Work(number, first, until)) { IsBackground = true, Name = $"{_system.Name} thread {number}" };
            others[i].Start();
        }

        _round = Work(0, first, until);
        foreach (Thread other in others) other.Join();
        foreach (Lane lane in _lanes) lane.TakeLastParcels(_round - 1, _lanes);
        if (_fault is { } fault) ExceptionDispatchInfo.Throw(fault);
    }

    /// <summary>A thread's part: its lanes (every n-th, for n threads) window by window. Returns the round that ended the run.</summary>
    private int Work(int thread, int firstRound, long until)
    {
        for (int round = firstRound + 1; ; round++)
        {
            Outlook own = Look(thread, until);
            Outlook others = _meeting.Meet(thread, round, own);
            Outlook all = own.With(others);
            long start = Math.Min(all.Next, all.NextPost);
            if (start > all.End || start == long.MaxValue) return round;
            (long end, long promise) = WindowOf(own, others);
            if (all.End != long.MaxValue) end = Math.Min(end, all.End + 1);
            try
            {
                for (int lane = thread; lane < _lanes.Length; lane += _threads) _lanes[lane].RunWindow(round, start, end, promise, _lanes);
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref _fault, fault, null);
            }
        }
    }

    /// <summary>
    /// Up to where a thread's lanes may run, and before what they can have nothing due elsewhere. The earliest on the other threads may be due
    /// here a look-ahead later; what happens here may come back from there, two look-aheads later. So whoever is behind gets further in this
    /// round, and the other in the next: fewer rounds than if all ended at one time. An end of the run that is asked for here lies a tell between
    /// groups ahead, and may not be passed by then.
    /// </summary>
    private (long End, long Promise) WindowOf(in Outlook own, in Outlook others)
    {
        // With two lanes it is known whom a post is for.
        bool isPair = _lanes.Length == 2 && _threads == 2;
        long here = Math.Min(own.Next, isPair ? others.NextPost : Math.Min(own.NextPost, others.NextPost));
        long elsewhere = Math.Min(others.Next, isPair ? own.NextPost : Math.Min(own.NextPost, others.NextPost));
        long promise = Later(here, _system.LookAhead);
        long back = _lanes.Length == _threads ? Math.Max(promise, Math.Min(Later(promise, _system.LookAhead), Later(here, _system.TellDelay))) : promise;
        return (Math.Min(Later(elsewhere, _system.LookAhead), back), promise);
    }

    private static long Later(long time, long by) => time > long.MaxValue - by ? long.MaxValue : time + by;

    private Outlook Look(int thread, long until)
    {
        long next = long.MaxValue, nextPost = long.MaxValue;
        for (int i = thread; i < _lanes.Length; i += _threads)
        {
            Lane lane = _lanes[i];
            next = Math.Min(next, lane.NextConcern);
            nextPost = Math.Min(nextPost, lane.NextPost);
            if (lane.Fault is { } fault) Interlocked.CompareExchange(ref _fault, fault, null);
        }

        bool isOver = _system.IsGone || Volatile.Read(ref _fault) is not null;
        return new Outlook(next, nextPost, isOver ? AtOnce : Math.Min(until, _system.End));
    }
}
