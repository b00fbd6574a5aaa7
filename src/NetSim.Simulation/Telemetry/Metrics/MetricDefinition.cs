using System.Diagnostics.Metrics;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What a metric's number does.</summary>
public enum MetricKind
{
    /// <summary>Only grows: a total since the start of the run.</summary>
    Counter,

    /// <summary>Goes up and down, and numbers of several series may be added.</summary>
    UpDownCounter,

    /// <summary>Goes up and down, and a sum would mean nothing.</summary>
    Gauge,
}

/// <summary>What a metric measures.</summary>
public enum MetricSource
{
    /// <summary>What is simulated: in virtual time the same in every run.</summary>
    Network,

    /// <summary>The machine that simulates: different every time.</summary>
    Machine,
}

/// <summary>One row of <see cref="MetricTable"/>: from it the instrument is made, and whatever documents it.</summary>
public abstract record MetricDefinition
{
    public required string Name { get; init; }

    public required MetricKind Kind { get; init; }

    /// <summary>In UCUM: <c>By</c>, <c>s</c>, <c>{packet}</c>.</summary>
    public required string Unit { get; init; }

    public required string Description { get; init; }

    /// <summary>The attributes that tell its series apart.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Whether two runs in virtual time measure the same.</summary>
    public MetricSource Source { get; init; }

    internal abstract void MakeInstrument(Meter meter, RunReadings readings);
}

/// <summary>A row with the way to its numbers.</summary>
internal sealed record MetricDefinition<T> : MetricDefinition where T : struct
{
    /// <summary>One measurement for each series, with the values of the attributes in their order.</summary>
    public required Func<RunReadings, IEnumerable<(T Value, object?[] Attributes)>> Read { get; init; }

    internal override void MakeInstrument(Meter meter, RunReadings readings)
    {
        switch (Kind)
        {
            case MetricKind.Counter:
                meter.CreateObservableCounter(Name, () => Measure(readings), Unit, Description);
                break;
            case MetricKind.UpDownCounter:
                meter.CreateObservableUpDownCounter(Name, () => Measure(readings), Unit, Description);
                break;
            default:
                meter.CreateObservableGauge(Name, () => Measure(readings), Unit, Description);
                break;
        }
    }

    private IEnumerable<Measurement<T>> Measure(RunReadings readings)
    {
        foreach ((T value, object?[] attributes) in Read(readings))
        {
            var tags = new KeyValuePair<string, object?>[attributes.Length];
            for (int i = 0; i < tags.Length; i++) tags[i] = new KeyValuePair<string, object?>(Attributes[i], attributes[i]);
            yield return new Measurement<T>(value, tags);
        }
    }
}
