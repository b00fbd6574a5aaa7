namespace NetSim.Actors.Actors;

/// <summary>The behaviour stack of one incarnation. Null stands for the actor's own Receive.</summary>
internal struct Behaviours
{
    private Stack<Receive?>? _covered;

    public Receive? Current { get; private set; }

    public void Replace(Receive receive) => Current = receive;

    public void Push(Receive receive)
    {
        _covered ??= new Stack<Receive?>();
        _covered.Push(Current);
        Current = receive;
    }

    public void Pop() => Current = _covered is { Count: > 0 } ? _covered.Pop() : null;
}
