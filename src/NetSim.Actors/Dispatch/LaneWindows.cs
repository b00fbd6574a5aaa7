using System.Runtime.ExceptionServices;

namespace NetSim.Actors.Dispatch;

/// <summary>
/// Several lanes in virtual time at once, conservatively: no lane can tell another anything that is due sooner than the look-ahead, so all
/// lanes may run to the earliest thing to happen plus the look-ahead without hearing of one another. Then they meet.
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

    /// <summary>Not from 0, which is the window of posts that nobody made.</summary>
    private long _round = 1;

    public LaneWindows(LaneActorSystem system)
    {
        (_system, _lanes) = (system, system.Lanes);
        _threads = Math.Min(_lanes.Length, Environment.ProcessorCount);
        _meeting = new Meeting(_threads);
        Lane.PrepareWindows(_lanes);
    }

    /// <summary>Runs all lanes up to a time; the caller's thread is one of those that do.</summary>
    public void Run(long until)
    {
        long first = _round;
        var others = new Thread[_threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int number = i + 1;
            others[i] = new Thread(() => Work(number, first, until)) { IsBackground = true, Name = $"{_system.Name} thread {number}" };
            others[i].Start();
        }

        _round = Work(0, first, until);
        foreach (Thread other in others) other.Join();
        foreach (Lane lane in _lanes) lane.TakeLastParcels(_round - 1);
        if (_fault is not { } fault) return;
        _system.Break(fault);
        ExceptionDispatchInfo.Throw(fault);
    }

    /// <summary>A thread's part: its lanes (every n-th, for n threads) window by window. Returns the round that ended the run.</summary>
    private long Work(int thread, long firstRound, long until)
    {
        for (long round = firstRound + 1; ; round++)
        {
            Outlook all = _meeting.Meet(thread, round, Look(thread, until));
            if (all.Next > all.End || all.Next == long.MaxValue) return round;
            long end = all.Next > long.MaxValue - _system.LookAhead ? long.MaxValue : all.Next + _system.LookAhead;
            if (all.End != long.MaxValue) end = Math.Min(end, all.End + 1);
            try
            {
                for (int lane = thread; lane < _lanes.Length; lane += _threads) _lanes[lane].RunWindow(round, all.Next, end);
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref _fault, fault, null);
            }
        }
    }

    private Outlook Look(int thread, long until)
    {
        long next = long.MaxValue;
        for (int i = thread; i < _lanes.Length; i += _threads)
        {
            Lane lane = _lanes[i];
            next = Math.Min(next, lane.NextConcern);
            if (lane.Fault is { } fault) Interlocked.CompareExchange(ref _fault, fault, null);
        }

        bool isOver = _system.IsGone || Volatile.Read(ref _fault) is not null;
        return new Outlook(next, isOver ? AtOnce : Math.Min(until, _system.End));
    }
}
