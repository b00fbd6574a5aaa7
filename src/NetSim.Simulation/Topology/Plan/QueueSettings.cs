namespace NetSim.Simulation.Topology.Plan;

/// <summary>The parameters of queues, by the names of tc. Their values are whole numbers: bytes, nanoseconds, bits per second, parts per thousand million, 0 or 1.</summary>
public enum QueueParameter : byte
{
    Target,
    Interval,
    Ecn,
    CeThreshold,
    Flows,
    Quantum,
    MemoryLimit,
    Min,
    Max,
    AvPkt,
    Burst,
    Probability,
    Bandwidth,
    Adaptive,
    HardDrop,
    TUpdate,
    Alpha,
    Beta,
    DqRateEstimator,
    Classify,
}

/// <summary>Values of some parameters. Never changes; equal if all values are.</summary>
public sealed class QueueSettings : IEquatable<QueueSettings>
{
    public static QueueSettings None { get; } = new(new long?[Enum.GetValues<QueueParameter>().Length]);

    private readonly long?[] _values;

    private QueueSettings(long?[] values) => _values = values;

    public bool IsEmpty => Equals(None);

    /// <summary>Null if nothing is said of it.</summary>
    public long? this[QueueParameter parameter] => _values[(int)parameter];

    internal QueueSettings With(QueueParameter parameter, long value)
    {
        var values = (long?[])_values.Clone();
        values[(int)parameter] = value;
        return new QueueSettings(values);
    }

    /// <summary>This, where <paramref name="own"/> says nothing.</summary>
    internal QueueSettings Under(QueueSettings own)
    {
        var values = new long?[_values.Length];
        for (int i = 0; i < values.Length; i++) values[i] = own._values[i] ?? _values[i];
        return new QueueSettings(values);
    }

    public bool Equals(QueueSettings? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as QueueSettings);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long? value in _values) hash.Add(value);
        return hash.ToHashCode();
    }
}
