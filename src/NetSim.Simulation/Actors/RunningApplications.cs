using NetSim.Simulation.Applications;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Actors;

/// <summary>The applications of one incarnation of a node: which actors belong to which.</summary>
internal sealed class RunningApplications(NodeState node, IActorContext context, ApplicationContext surroundings)
{
    private Entry[] _entries = [];

    private sealed record Entry(ApplicationPlan Plan, ApplicationRecord Record, IActorRef[] Actors)
    {
        public bool IsOver { get; set; }
    }

    /// <summary>Starts an application, unless it has done its work before the node was restarted.</summary>
    public void Start(ApplicationPlan plan)
    {
        ApplicationRecord record = node.RecordOf(plan);
        if (record.IsDone) return;
        Func<ActorBase>[] makers = ApplicationFactory.ActorsOf(plan, record, surroundings);
        var actors = new IActorRef[makers.Length];
        for (int i = 0; i < makers.Length; i++) actors[i] = context.ActorOf(Producer.PropsOf(makers[i]), FreeName(plan.Kind));
        _entries = [.. _entries, new Entry(plan, record, actors)];
    }

    /// <summary>Ends an application as its plan or the user says; what it has done so far counts.</summary>
    /// <returns>False if it does not run.</returns>
    public bool Stop(ApplicationPlan plan)
    {
        Entry? entry = Array.Find(_entries, running => ReferenceEquals(running.Plan, plan) && !running.IsOver);
        if (entry is null) return false;
        End(entry);
        return true;
    }

    /// <summary>An application has said that it is done, or has failed with <paramref name="error"/>.</summary>
    /// <returns>The application; null if the actor is none.</returns>
    public ApplicationPlan? End(IActorRef actor, string? error = null)
    {
        Entry? entry = Array.Find(_entries, running => Array.IndexOf(running.Actors, actor) >= 0);
        if (entry is null) return null;
        entry.Record.Error = error ?? entry.Record.Error;
        End(entry);
        return entry.Plan;
    }

    private void End(Entry entry)
    {
        entry.IsOver = true;
        entry.Record.IsDone = true;
        foreach (IActorRef actor in entry.Actors) context.Stop(actor);
    }

    private string FreeName(string kind)
    {
        string name = kind;
        for (int n = 2; !context.Child(name).IsNobody(); n++) name = $"{kind}~{n}";
        return name;
    }
}
