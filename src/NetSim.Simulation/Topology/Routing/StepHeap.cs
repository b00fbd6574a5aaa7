namespace NetSim.Simulation.Topology.Routing;

/// <summary>
/// A binary heap of steps, nearest first. Equally near ones come by interface, then by vertex, so that a search leaves nothing to
/// chance.
/// </summary>
internal sealed class StepHeap
{
    private Step[] _steps = new Step[16];
    private int _count;

    public void Clear() => _count = 0;

    public void Add(Step step)
    {
        if (_count == _steps.Length) Array.Resize(ref _steps, _count * 2);
        int at = _count++;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsBefore(step, _steps[parent])) break;
            _steps[at] = _steps[parent];
            at = parent;
        }
        _steps[at] = step;
    }

    /// <returns>Null if nothing is left.</returns>
    public Step? Take()
    {
        if (_count == 0) return null;
        Step taken = _steps[0];
        Step last = _steps[--_count];
        int at = 0;
        while (at * 2 + 1 < _count)
        {
            int child = at * 2 + 1;
            if (child + 1 < _count && IsBefore(_steps[child + 1], _steps[child])) child++;
            if (!IsBefore(_steps[child], last)) break;
            _steps[at] = _steps[child];
            at = child;
        }
        _steps[at] = last;
        return taken;
    }

    private static bool IsBefore(Step a, Step b)
    {
        int cost = a.Cost.CompareTo(b.Cost);
        if (cost != 0) return cost < 0;
        return a.Egress != b.Egress ? a.Egress < b.Egress : a.To < b.To;
    }
}
