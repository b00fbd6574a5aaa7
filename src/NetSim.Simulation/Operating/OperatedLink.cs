using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Operating;

/// <summary>What is known of a link that is changed while it runs: what was set, and how many things keep it cut.</summary>
internal sealed class OperatedLink
{
    private readonly LinkPlan _plan;
    private readonly Layered<Properties, LinkChangePlan> _properties;

    public OperatedLink(in LinkPlan plan)
    {
        _plan = plan;
        _properties = new(Properties.Of(plan), static (before, change) => before.Under(change));
        Told = Properties.Of(plan);
    }

    /// <summary>Partitions that part its ends, and ends whose node is off.</summary>
    public int Cuts { get; set; }

    /// <summary>What it was said to be last.</summary>
    public Properties Told { get; set; }

    /// <summary>What it is now; its state says whether frames can pass.</summary>
    public Properties Present => Cuts > 0 ? _properties.Present with { State = OperState.Down } : _properties.Present;

    public void Set(LinkChangePlan change, int? token) => _properties.Set(change, token);

    public bool End(int token) => _properties.End(token);

    public void Reset() => _properties.Reset(Properties.Of(_plan));

    /// <summary>What can be set of a link.</summary>
    internal readonly record struct Properties(DirectionPlan AToB, DirectionPlan BToA, OperState State)
    {
        public static Properties Of(in LinkPlan plan) => new(plan.AToB, plan.BToA, plan.State);

        public Properties Under(LinkChangePlan change) =>
            new(AToB.Patched(change.AToB), BToA.Patched(change.BToA), change.State ?? State);

        /// <summary>Whether a way over the link is as long as before, if there is one.</summary>
        public bool LeadsAs(in Properties before) =>
            State == before.State && AToB.Delay == before.AToB.Delay && BToA.Delay == before.BToA.Delay;

        public bool IsAsFastAs(in Properties before) => AToB.Rate == before.AToB.Rate && BToA.Rate == before.BToA.Rate;
    }
}
