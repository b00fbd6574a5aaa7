namespace NetSim.Simulation.Queues;

/// <summary>A flow that knows which one follows it in its list.</summary>
internal interface IListedFlow
{
    int Next { get; set; }
}

/// <summary>Flows that take turns: a list through the array that holds them.</summary>
internal struct FlowList()
{
    private int _last = -1;

    public int First { get; private set; } = -1;

    public readonly bool IsEmpty => First < 0;

    public void Add<T>(T[] flows, int index) where T : struct, IListedFlow
    {
        flows[index].Next = -1;
        if (IsEmpty) First = index;
        else flows[_last].Next = index;
        _last = index;
    }

    public void RemoveFirst<T>(T[] flows) where T : struct, IListedFlow => First = flows[First].Next;
}
