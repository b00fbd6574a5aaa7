using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The most specific word wins: of the link, then of its profile, then of the defaults.</summary>
internal sealed class DirectionResolver
{
    // Most links of a large network say nothing of their own: they are what their profile, or the defaults, are.
    private readonly Dictionary<LinkPropertiesDocument, Resolved> _known = [];
    private readonly Resolved _plain = new(DirectionPlan.Default, DirectionPlan.Default);

    /// <param name="levels">The link, its profile, the defaults; the last two may be missing.</param>
    public Resolved Resolve(LinkPropertiesDocument[] levels)
    {
        bool saysNothing = levels[0].Reverse is null && levels[0].Forward.IsEmpty;
        if (!saysNothing) return Make(levels);
        if (levels.Length == 1) return _plain;
        // The defaults are the same for all, so the level after the link decides.
        if (_known.TryGetValue(levels[1], out Resolved? known)) return known;
        known = Make(levels);
        _known.Add(levels[1], known);
        return known;
    }

    private static Resolved Make(LinkPropertiesDocument[] levels)
    {
        DirectionPlan forward = DirectionPlan.Default, reverse = DirectionPlan.Default;
        bool isSame = true;
        for (int i = levels.Length - 1; i >= 0; i--)
        {
            forward = forward.Patched(levels[i].Forward.Words);
            reverse = reverse.Patched(levels[i].Forward.Words);
            if (levels[i].Reverse is not { } own) continue;
            // At each level what is said of the reverse goes before what is said of both.
            reverse = reverse.Patched(own.Words);
            isSame = false;
        }
        return new Resolved(forward, isSame ? forward : reverse);
    }
}

/// <summary>Both directions of a link.</summary>
internal sealed record Resolved(DirectionPlan AToB, DirectionPlan BToA);
