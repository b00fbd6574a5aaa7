namespace NetSim.Simulation.Topology.Routing;

/// <summary>
/// Routers from which only one way leads to all others, taken off layer by layer until a core without such routers, or the middle of
/// a tree, is left. A router of a stub tree needs the routes to what hangs below it, and a default route upwards.
/// </summary>
internal sealed class StubTrees
{
    private readonly List<Step>[] _steps;
    private readonly int[] _degree;

    /// <param name="steps">The neighbours of each router.</param>
    /// <param name="keepsOut">A router with a default route of its own cannot have another one upwards.</param>
    public StubTrees(List<Step>[] steps, Func<int, bool> keepsOut)
    {
        _steps = steps;
        _degree = new int[steps.Length];
        Parent = new int[steps.Length];
        Array.Fill(Parent, -1);
        List<int> leaves = [];
        for (int router = 0; router < steps.Length; router++)
        {
            _degree[router] = steps[router].Count;
            if (_degree[router] == 1 && !keepsOut(router)) leaves.Add(router);
        }
        while (leaves.Count > 0) leaves = TakeOff(leaves, keepsOut);
    }

    /// <summary>The next router upwards; −1 in the core.</summary>
    public int[] Parent { get; }

    public bool IsStub(int router) => Parent[router] >= 0;

    /// <summary>The way from a router to a neighbour.</summary>
    public Step StepTo(int from, int to)
    {
        foreach (Step step in _steps[from])
        {
            if (step.To == to) return step;
        }
        throw new InvalidOperationException("the two are no neighbours");
    }

    private List<int> TakeOff(List<int> leaves, Func<int, bool> keepsOut)
    {
        List<int> next = [];
        foreach (int leaf in leaves)
        {
            if (_degree[leaf] != 1) continue;
            int parent = OnlyNeighbour(leaf);
            // Of the last two of a tree the one with the lower id stays; the other's turn is still to come.
            if (_degree[parent] == 1 && parent > leaf && !keepsOut(parent)) continue;
            Parent[leaf] = parent;
            _degree[leaf]--;
            _degree[parent]--;
            if (_degree[parent] == 1 && !keepsOut(parent)) next.Add(parent);
        }
        return next;
    }

    private int OnlyNeighbour(int leaf)
    {
        foreach (Step step in _steps[leaf])
        {
            if (!IsStub(step.To)) return step.To;
        }
        throw new InvalidOperationException("a router lost its neighbour");
    }
}
