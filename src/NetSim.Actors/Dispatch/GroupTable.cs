namespace NetSim.Actors.Dispatch;

/// <summary>
/// The groups of a system, by order. Orders are mostly the numbers from 0 on, one for each node, so they are places in an array; those far
/// out are kept apart.
/// </summary>
internal sealed class GroupTable
{
    private LaneGroup?[] _near = new LaneGroup?[16];
    private Dictionary<int, LaneGroup>? _far;
    private int _count;

    /// <summary>The group of an order; if there is none yet it begins on <paramref name="lane"/>.</summary>
    public LaneGroup Ensure(Lane lane, int order)
    {
        if (Find(order) is { } known) return known;
        var group = new LaneGroup(lane, order);
        _count++;
        // At least a quarter of the array is in use.
        if (order >= _near.Length && order / 4 < _count) Array.Resize(ref _near, Math.Max(order + 1, _near.Length * 2));
        if (order < _near.Length) _near[order] = group;
        else (_far ??= []).Add(order, group);
        return group;
    }

    private LaneGroup? Find(int order)
    {
        LaneGroup? near = order < _near.Length ? _near[order] : null;
        return near ?? _far?.GetValueOrDefault(order);
    }
}
