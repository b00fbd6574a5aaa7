using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The most specific word wins: of the link, then of its profile, then of the defaults.</summary>
internal sealed class DirectionResolver
{
    // Most links of a large network are alike.
    private readonly Dictionary<DirectionPlan, DirectionPlan> _known = [];
    private readonly List<DirectionDocument> _words = [];

    public DirectionPlan Forward(IReadOnlyList<LinkPropertiesDocument> levels)
    {
        _words.Clear();
        foreach (LinkPropertiesDocument level in levels) _words.Add(level.Forward);
        return Resolve();
    }

    /// <summary>At each level what is said of the reverse goes before what is said of both.</summary>
    public DirectionPlan Reverse(IReadOnlyList<LinkPropertiesDocument> levels)
    {
        _words.Clear();
        foreach (LinkPropertiesDocument level in levels)
        {
            if (level.Reverse is { } reverse) _words.Add(reverse);
            _words.Add(level.Forward);
        }
        return Resolve();
    }

    private DirectionPlan Resolve()
    {
        DirectionPlan plan = DirectionPlan.Default;
        for (int i = _words.Count - 1; i >= 0; i--) plan = Apply(_words[i], plan);
        if (_known.TryGetValue(plan, out DirectionPlan? known)) return known;
        _known.Add(plan, plan);
        return plan;
    }

    private static DirectionPlan Apply(DirectionDocument word, DirectionPlan below) => new()
    {
        Rate = word.Rate ?? below.Rate,
        Delay = word.Delay ?? below.Delay,
        QueueKind = word.Queue?.Kind ?? below.QueueKind,
        QueueLimit = word.Queue?.Limit ?? below.QueueLimit,
        Loss = word.Loss ?? below.Loss,
        Overhead = word.Overhead ?? below.Overhead,
    };
}
