using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Operating;

/// <summary>
/// What happens while a network runs, and when: the events of the file, and what conditions add. Each is given to the
/// <see cref="NetworkOperator"/> so much before its time that it takes effect to the nanosecond.
/// </summary>
/// <param name="plan">The network.</param>
/// <param name="operator">Who makes it happen.</param>
/// <param name="owner">Is told <see cref="Deadline"/> when something is due.</param>
internal sealed class TimeLine(TopologyPlan plan, NetworkOperator @operator, IActorRef owner)
{
    private readonly Lane _lane = Lane.Current;

    /// <summary>Those of the file, and what was ordered since.</summary>
    private readonly List<EventPlan> _events = [.. plan.Events];

    private readonly PriorityQueue<Occurrence, (long Due, int Event, int Number)> _ahead = new();
    private DeadlineTimer _timer = new();
    private readonly bool[] _hasHeld = new bool[plan.Events.Length];
    private int _tokens;

    /// <summary>Whether an application will start again at a time that is known, so that there is still work to come.</summary>
    public bool WillStartApplications
    {
        get
        {
            foreach ((Occurrence ahead, _) in _ahead.UnorderedItems)
                if (_events[ahead.Event] is ApplicationChangePlan change && (change.State == OperState.Down) == ahead.Undoes.HasValue) return true;
            return false;
        }
    }

    public void Start()
    {
        for (int i = 0; i < _events.Count; i++)
            if (_events[i].When is null) Add(new Occurrence(i, 0, new Instant(_events[i].At.Nanoseconds), Undoes: null));
        GoOn();
    }

    /// <summary>Lets something happen that the file does not know of; its time counts from now.</summary>
    /// <returns>When it takes effect.</returns>
    public Instant Add(EventPlan order)
    {
        Instant due = new Instant(_lane.Now) + ControlPlane.Latency + order.At;
        _events.Add(order);
        Add(new Occurrence(_events.Count - 1, 0, due, Undoes: null));
        GoOn();
        return due;
    }

    /// <summary>What an event waited for has happened. It waits once.</summary>
    public void OnCondition(int id)
    {
        if (_hasHeld[id]) return;
        _hasHeld[id] = true;
        Add(new Occurrence(id, 0, new Instant(_lane.Now) + ControlPlane.Latency + _events[id].At, Undoes: null));
        GoOn();
    }

    /// <summary>An application has ended, for which events may wait.</summary>
    public void OnEnded(ApplicationPlan ended)
    {
        for (int i = 0; i < _events.Count; i++)
        {
            if (_events[i].When is ApplicationEndedPlan wait && ReferenceEquals(plan.ApplicationsOf(wait.NodeId)[wait.Index], ended))
                OnCondition(i);
        }
    }

    public void OnDeadline()
    {
        if (_timer.HasCome(_lane.Now)) GoOn();
    }

    private void GoOn()
    {
        while (_ahead.TryPeek(out Occurrence next, out _))
        {
            Instant early = Instant.Max(next.Due - ControlPlane.Latency, Instant.Zero);
            if (early.Nanoseconds > _lane.Now)
            {
                _timer.Arm(_lane, owner, early);
                return;
            }
            _ahead.Dequeue();
            Happen(next);
        }
    }

    private void Happen(Occurrence occurrence)
    {
        EventPlan happening = _events[occurrence.Event];
        if (occurrence.Undoes is { } undone)
        {
            @operator.End(happening, occurrence.Due, undone);
            return;
        }
        int? token = happening.For is null ? null : _tokens++;
        @operator.Apply(happening, occurrence.Due, token);
        if (happening.For is { } lasts) Add(occurrence with { Due = occurrence.Due + lasts, Undoes = token });
        if (happening.Every is { } period && occurrence.Number + 1 < (happening.Count ?? int.MaxValue))
            Add(new Occurrence(occurrence.Event, occurrence.Number + 1, occurrence.Due + period, Undoes: null));
    }

    private void Add(Occurrence occurrence) => _ahead.Enqueue(occurrence, (occurrence.Due.Nanoseconds, occurrence.Event, occurrence.Number));

    /// <param name="Event">Which event.</param>
    /// <param name="Number">The how many-th time, from 0.</param>
    /// <param name="Due">When.</param>
    /// <param name="Undoes">The token of what ends now; null: something begins.</param>
    private readonly record struct Occurrence(int Event, int Number, Instant Due, int? Undoes);
}
