using System.Globalization;

namespace NetSim.Testing.Otlp;

/// <summary>One span, as it came over the wire.</summary>
public sealed record ReceivedSpan
{
    public string TraceId { get; init; } = "";

    public string SpanId { get; init; } = "";

    /// <summary>Empty of a root.</summary>
    public string ParentId { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>SpanKind of trace.proto: 1 internal, 2 server, 3 client.</summary>
    public int Kind { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public long Start { get; init; }

    public long End { get; init; }

    /// <summary>2 = an error.</summary>
    public int Status { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>As text: what for, the other trace, the other span.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    public string this[string attribute] => Attributes.GetValueOrDefault(attribute, "");

    public long NumberOf(string attribute) => long.Parse(this[attribute], CultureInfo.InvariantCulture);

    /// <summary>All of it, to compare two runs.</summary>
    public override string ToString() =>
        $"{TraceId} {SpanId} {ParentId} {Name} {Kind} {Start} {End} {Status} {string.Join(' ', Attributes.Select(pair => $"{pair.Key}={pair.Value}"))} {string.Join(", ", Links)}";
}

/// <summary>One record of a log.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Severity">SeverityNumber of logs.proto: 9 information, 13 warning, 17 error.</param>
/// <param name="Body">The sentence.</param>
/// <param name="Attributes">What it says.</param>
public sealed record ReceivedRecord(long Time, int Severity, string Body, IReadOnlyDictionary<string, string> Attributes)
{
    public string this[string attribute] => Attributes.GetValueOrDefault(attribute, "");
}

/// <summary>One number of one metric.</summary>
/// <param name="Name">Of the metric.</param>
/// <param name="Unit">Of the metric.</param>
/// <param name="Value">The number.</param>
/// <param name="Series">The values of its attributes, in their order.</param>
public sealed record ReceivedNumber(string Name, string Unit, double Value, string Series);
