using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What a queue is like of which only the kind is said, as in tc: RFC 8289 5.2, RFC 8290 5.2, RFC 8033 4.</summary>
internal static class QueueDefaults
{
    private const long Millisecond = 1_000_000;

    /// <summary>The longest frame of an Ethernet: what DRR and FQ-CoDel let a flow send in its turn.</summary>
    public const int Quantum = 1514;

    private static readonly QueuePlan DropTail = Plan(QueueKind.DropTail, Packets(1000));

    private static readonly QueuePlan CoDel = Plan(QueueKind.CoDel, Packets(1000),
        (QueueParameter.Target, 5 * Millisecond), (QueueParameter.Interval, 100 * Millisecond), (QueueParameter.Ecn, 0));

    private static readonly QueuePlan FqCoDel = Plan(QueueKind.FqCoDel, Packets(10_240),
        (QueueParameter.Target, 5 * Millisecond), (QueueParameter.Interval, 100 * Millisecond), (QueueParameter.Ecn, 1),
        (QueueParameter.Flows, 1024), (QueueParameter.Quantum, Quantum), (QueueParameter.MemoryLimit, 32 << 20));

    private static readonly QueuePlan Red = Plan(QueueKind.Red, new QueueLimit(QueueUnit.Bytes, 0),
        (QueueParameter.AvPkt, 1000), (QueueParameter.Probability, 20_000_000), (QueueParameter.Ecn, 0),
        (QueueParameter.Adaptive, 0), (QueueParameter.HardDrop, 0));

    private static readonly QueuePlan Pie = Plan(QueueKind.Pie, Packets(1000),
        (QueueParameter.Target, 15 * Millisecond), (QueueParameter.TUpdate, 15 * Millisecond), (QueueParameter.Alpha, 2),
        (QueueParameter.Beta, 20), (QueueParameter.Ecn, 0), (QueueParameter.DqRateEstimator, 0));

    private static readonly QueuePlan Drr = Plan(QueueKind.Drr, Packets(1000),
        (QueueParameter.Flows, 1024), (QueueParameter.Quantum, Quantum), (QueueParameter.Classify, (long)QueueClasses.Flow));

    private static readonly QueuePlan Prio = Plan(QueueKind.Prio, Packets(1000));

    public static QueuePlan Of(QueueKind kind) => kind switch
    {
        QueueKind.CoDel => CoDel,
        QueueKind.FqCoDel => FqCoDel,
        QueueKind.Red => Red,
        QueueKind.Pie => Pie,
        QueueKind.Drr => Drr,
        QueueKind.Prio => Prio,
        _ => DropTail,
    };

    private static QueueLimit Packets(int count) => new(QueueUnit.Packets, count);

    private static QueuePlan Plan(QueueKind kind, QueueLimit limit, params (QueueParameter Parameter, long Value)[] values)
    {
        QueueSettings settings = QueueSettings.None;
        foreach ((QueueParameter parameter, long value) in values) settings = settings.With(parameter, value);
        return new QueuePlan { Kind = kind, Limit = limit, Settings = settings };
    }
}
