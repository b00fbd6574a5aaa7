using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>Entries whose timers all run equally long, so the order of arming is the order of expiry: a list, no heap.</summary>
internal struct NeighbourTimers
{
    private Neighbour? _first;
    private Neighbour? _last;

    public readonly Neighbour? First => _first;

    public readonly Instant Earliest => _first?.Deadline ?? Instant.MaxValue;

    public void Add(Neighbour neighbour, Instant deadline)
    {
        neighbour.Deadline = deadline;
        neighbour.EarlierDeadline = _last;
        neighbour.LaterDeadline = null;
        if (_last is null) _first = neighbour;
        else _last.LaterDeadline = neighbour;
        _last = neighbour;
    }

    public void Remove(Neighbour neighbour)
    {
        if (neighbour.EarlierDeadline is null) _first = neighbour.LaterDeadline;
        else neighbour.EarlierDeadline.LaterDeadline = neighbour.LaterDeadline;
        if (neighbour.LaterDeadline is null) _last = neighbour.EarlierDeadline;
        else neighbour.LaterDeadline.EarlierDeadline = neighbour.EarlierDeadline;
        neighbour.EarlierDeadline = null;
        neighbour.LaterDeadline = null;
    }
}
