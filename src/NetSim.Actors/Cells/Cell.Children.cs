using NetSim.Actors.Supervision;

namespace NetSim.Actors.Cells;

/// <summary>The tree. A child's sibling links and its mark belong to the parent, not to the child.</summary>
internal sealed partial class Cell
{
    private Children? _children;

    internal Cell? NextSibling { get; set; }

    internal Cell? PreviousSibling { get; set; }

    internal bool IsMarkedDying { get; set; }

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && !ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException($"Illegal actor name \"{name}\": letters, digits and {ActorPath.ValidSymbols}, not starting with $.");
        return MakeChild(props, name);
    }

    /// <summary>The children, made when the first is wanted; also from outside, for a guardian.</summary>
    internal Children EnsureChildren() => _children ?? Interlocked.CompareExchange(ref _children, new Children(), null) ?? _children;

    internal bool HasChildrenIn(Children children) => ReferenceEquals(_children, children);

    internal Cell MakeChild(Props props, string? name)
    {
        Cell child = EnsureChildren().Add(name, (Parent: this, Props: props), static (of, name, number) =>
            new Cell(of.Parent, name, of.Parent.UidFor(number), of.Props, of.Props.Group ?? of.Parent.Group));
        child.SendSystem(Create.Instance);
        return child;
    }

    /// <summary>How often this child was restarted.</summary>
    internal RestartRecord RestartsOf(Cell child)
    {
        Extras.Restarts ??= [];
        if (!Extras.Restarts.TryGetValue(child, out RestartRecord? record)) Extras.Restarts.Add(child, record = new RestartRecord());
        return record;
    }

    internal Cell? FindChild(string name) => _children?.Find(name);

    internal Cell[] ChildCells() => _children?.Snapshot() ?? [];

    internal void StopChildren()
    {
        foreach (Cell child in ChildCells()) Stop(child);
    }

    /// <summary>Incarnations of one path must differ, and a run must repeat itself: the parent's number and the child's, mixed.</summary>
    private int UidFor(int number)
    {
        uint mixed = ((uint)_uid * 0x9E3779B1u) ^ ((uint)number * 0x85EBCA6Bu);
        mixed ^= mixed >> 15;
        return (int)(mixed & 0x7FFFFFFF) | 1;
    }
}
