using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>The queue of one direction of a link.</summary>
public sealed record QueuePlan
{
    /// <summary>As tc-netem: 1000 packets, first in, first out.</summary>
    public static QueuePlan Default { get; } = QueueDefaults.Of(QueueKind.DropTail);

    public required QueueKind Kind { get; init; }

    /// <summary>How much it holds; of RED, 0 bytes are what the file has yet to say.</summary>
    public required QueueLimit Limit { get; init; }

    /// <summary>What goes with the kind.</summary>
    public QueueSettings Settings { get; init; } = QueueSettings.None;

    /// <summary>The inner queues of strict priority, the most urgent first; else none.</summary>
    public QueueBands Bands { get; init; } = QueueBands.None;

    internal long Value(QueueParameter parameter) =>
        Settings[parameter] ?? throw new InvalidOperationException($"A queue of kind {Kind} has no {parameter}.");

    internal Duration Time(QueueParameter parameter) => new(Value(parameter));

    internal bool IsOn(QueueParameter parameter) => Settings[parameter] is not (null or 0);

    /// <summary>With what a change says. Another kind begins with its own defaults; what the same kind leaves open stays.</summary>
    internal QueuePlan Patched(QueueChangePlan change)
    {
        QueuePlan old = change.Kind is { } kind && kind != Kind ? QueueDefaults.Of(kind) : this;
        return old with
        {
            Limit = change.Limit ?? old.Limit,
            Settings = old.Settings.Under(change.Settings),
            Bands = change.Bands ?? old.Bands,
        };
    }
}

/// <summary>What a level of the file, or an event, says of a queue: what is null stays as it is.</summary>
public sealed record QueueChangePlan
{
    public QueueKind? Kind { get; init; }
    public QueueLimit? Limit { get; init; }
    public QueueSettings Settings { get; init; } = QueueSettings.None;
    public QueueBands? Bands { get; init; }

    /// <summary>This, where <paramref name="own"/> says nothing; another kind begins anew.</summary>
    internal QueueChangePlan Under(QueueChangePlan? own)
    {
        if (own is null) return this;
        if (own.Kind is { } kind && kind != Kind) return own;
        return new QueueChangePlan
        {
            Kind = Kind,
            Limit = own.Limit ?? Limit,
            Settings = Settings.Under(own.Settings),
            Bands = own.Bands ?? Bands,
        };
    }
}

/// <summary>One band of strict priority.</summary>
/// <param name="Dscp">Which code points belong to it, one bit each; 0: all that no other band names.</param>
/// <param name="Queue">Where its packets wait.</param>
public sealed record QueueBand(ulong Dscp, QueuePlan Queue)
{
    /// <summary>Whether it takes what no other band names.</summary>
    public bool IsRest => Dscp == 0;
}

/// <summary>The bands of a queue, equal if they are alike.</summary>
/// <param name="items">The most urgent first.</param>
public sealed class QueueBands(IReadOnlyList<QueueBand> items) : IEquatable<QueueBands>
{
    public static QueueBands None { get; } = new([]);

    public IReadOnlyList<QueueBand> Items => items;

    public bool Equals(QueueBands? other) => other is not null && items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as QueueBands);

    public override int GetHashCode() => items.Count;
}
