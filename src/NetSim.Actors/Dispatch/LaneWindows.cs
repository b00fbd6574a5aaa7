using System.Runtime.ExceptionServices;

namespace NetSim.Actors.Dispatch;

/// <summary>
/// Several lanes in virtual time at once, conservatively: no lane can tell another anything that is due sooner than the look-ahead, so all
/// lanes may run to the earliest thing to happen plus the look-ahead without hearing of one another. Then they meet at a barrier.
/// The result is that of one lane, since events are ordered by keys that say nothing of lanes.
/// </summary>
internal sealed class LaneWindows
{
    private readonly LaneActorSystem _system;
    private readonly IReadOnlyList<Lane> _lanes;
    private readonly int _threads;
    private readonly SpinBarrier _barrier;
    private int _window;
    private int _claimed;
    private long _until;
    private long _windowEnd;
    private bool _isOver;
    private Exception? _fault;

    public LaneWindows(LaneActorSystem system)
    {
        (_system, _lanes) = (system, system.Lanes);
        _threads = Math.Min(_lanes.Count, Environment.ProcessorCount);
        _barrier = new SpinBarrier(_threads, PlanWindow);
        foreach (Lane lane in _lanes) lane.PrepareWindows(_lanes.Count);
    }

    /// <summary>How many windows there have been.</summary>
    public long Count { get; private set; }

    /// <summary>Runs all lanes up to a time; the caller's thread is one of those that do.</summary>
    public void Run(long until)
    {
        _until = until;
        _isOver = false;
        var others = new Thread[_threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int number = i + 1;
            others[i] = new Thread(() => Work(number)) { IsBackground = true, Name = $"{_system.Name} thread {number}" };
            others[i].Start();
        }

        Work(0);
        foreach (Thread other in others) other.Join();
        foreach (Lane lane in _lanes) lane.TakeLastParcels(_window, _lanes);
        if (_fault is { } fault) ExceptionDispatchInfo.Throw(fault);
    }

    private void Work(int thread)
    {
        while (true)
        {
            _barrier.Arrive();
            if (_isOver) return;
            try
            {
                RunLanes(thread);
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref _fault, fault, null);
            }
        }
    }

    /// <summary>With a thread for each lane, each keeps its own, whose memory is in its cache; with fewer, whoever is free takes the next.</summary>
    private void RunLanes(int thread)
    {
        if (_threads == _lanes.Count)
        {
            _lanes[thread].RunWindow(_window, _windowEnd, _lanes);
            return;
        }

        for (int lane = Interlocked.Increment(ref _claimed) - 1; lane < _lanes.Count; lane = Interlocked.Increment(ref _claimed) - 1)
            _lanes[lane].RunWindow(_window, _windowEnd, _lanes);
    }

    /// <summary>Between two windows, on one thread, while the others wait.</summary>
    private void PlanWindow()
    {
        long first = long.MaxValue;
        foreach (Lane lane in _lanes)
        {
            first = Math.Min(first, lane.NextConcern);
            _fault ??= lane.Fault;
        }

        long last = Math.Min(_until, _system.End);
        if (first > last || first == long.MaxValue || _system.IsGone || _fault is not null)
        {
            _isOver = true;
            return;
        }

        long end = first > long.MaxValue - _system.LookAhead ? long.MaxValue : first + _system.LookAhead;
        _windowEnd = last == long.MaxValue ? end : Math.Min(end, last + 1);
        _window++;
        _claimed = 0;
        Count++;
    }
}
