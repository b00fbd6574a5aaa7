namespace NetSim.Simulation.Topology.Routing;

/// <summary>Shortest paths from one node to all routers (Dijkstra), with the first step of each.</summary>
internal sealed class RouterPaths
{
    private readonly List<Step>[] _steps;
    private readonly PathCost[] _cost;
    private readonly Step[] _first;
    private readonly int[] _reachedIn;
    private readonly int[] _settledIn;
    private readonly StepHeap _heap = new();
    private readonly List<Step>?[] _others;
    private int _search;

    /// <param name="steps">The ways out of each router.</param>
    public RouterPaths(List<Step>[] steps)
    {
        _steps = steps;
        _cost = new PathCost[steps.Length];
        _first = new Step[steps.Length];
        _reachedIn = new int[steps.Length];
        _settledIn = new int[steps.Length];
        _others = new List<Step>?[steps.Length];
    }

    /// <summary>From a node with these ways out; the results hold until the next call.</summary>
    /// <param name="source">The router itself; −1 for a host.</param>
    /// <param name="ways">To its neighbours.</param>
    public void Find(int source, List<Step> ways)
    {
        _search++;
        _heap.Clear();
        if (source >= 0) _settledIn[source] = _search;
        foreach (Step step in ways) Relax(step.To, step.Cost, step);
        while (_heap.Take() is { To: var vertex })
        {
            if (_settledIn[vertex] == _search) continue;
            _settledIn[vertex] = _search;
            Step first = _first[vertex];
            foreach (Step step in _steps[vertex])
            {
                Relax(step.To, _cost[vertex] + step.Cost, first);
                if (_others[vertex] is not { } others) continue;
                foreach (Step other in others) Relax(step.To, _cost[vertex] + step.Cost, other);
            }
        }
    }

    public bool IsReached(int router) => _reachedIn[router] == _search;

    public PathCost CostTo(int router) => _cost[router];

    /// <summary>The neighbour that the path begins with.</summary>
    public Step FirstStepTo(int router) => _first[router];

    /// <summary>Adds the neighbours that equally short paths begin with, the one of <see cref="FirstStepTo"/> among them.</summary>
    public void AddFirstStepsTo(int router, List<Step> steps)
    {
        Add(steps, _first[router]);
        foreach (Step other in _others[router] ?? []) Add(steps, other);

        static void Add(List<Step> steps, Step step)
        {
            if (!steps.Contains(step)) steps.Add(step);
        }
    }

    private void Relax(int vertex, PathCost cost, Step first)
    {
        if (_settledIn[vertex] == _search) return;
        if (_reachedIn[vertex] == _search)
        {
            int compared = cost.CompareTo(_cost[vertex]);
            if (compared > 0) return;
            if (compared == 0)
            {
                Join(vertex, first);
                return;
            }
        }
        _others[vertex] = null;
        _reachedIn[vertex] = _search;
        _cost[vertex] = cost;
        _first[vertex] = first;
        _heap.Add(new Step(vertex, cost, 0, default));
    }

    /// <summary>Another path as short as the one that is known.</summary>
    private void Join(int vertex, Step first)
    {
        Step known = _first[vertex];
        if (first == known) return;
        if (IsFirst(first, known)) (_first[vertex], first) = (first, known);
        List<Step> others = _others[vertex] ??= [];
        if (!others.Contains(first)) others.Add(first);
    }

    /// <summary>Of two equally long paths, the one by the router with the lower id.</summary>
    private static bool IsFirst(Step a, Step b) => a.To != b.To ? a.To < b.To : a.Egress < b.Egress;
}
