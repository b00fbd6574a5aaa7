using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Queues;

/// <summary>Which queue is which.</summary>
internal static class QueueDisciplines
{
    public static IQueueDiscipline Make(QueuePlan plan, QueueSite site) => plan.Kind switch
    {
        QueueKind.CoDel => new CoDelQueue(plan, site),
        QueueKind.FqCoDel => new FqCoDelQueue(plan, site),
        QueueKind.Red => new RedQueue(plan, site),
        QueueKind.Pie => new PieQueue(plan, site),
        QueueKind.Drr => new DrrQueue(plan, site),
        QueueKind.Prio => new PrioQueue(plan, site),
        _ => new FifoQueue(plan, site),
    };

    public static bool IsOfKind(IQueueDiscipline queue, QueueKind kind) => queue switch
    {
        CoDelQueue => kind == QueueKind.CoDel,
        FqCoDelQueue => kind == QueueKind.FqCoDel,
        RedQueue => kind == QueueKind.Red,
        PieQueue => kind == QueueKind.Pie,
        DrrQueue => kind == QueueKind.Drr,
        PrioQueue => kind == QueueKind.Prio,
        _ => kind == QueueKind.DropTail,
    };
}
