using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace NetSim.Hosting.Exporters;

/// <summary>One number of a metric. NetSim has sums and gauges, of whole numbers and of fractions, and nothing else.</summary>
internal readonly ref struct MetricSeries
{
    private readonly ref readonly MetricPoint _point;
    private readonly MetricType _type;

    public MetricSeries(ref readonly MetricPoint point, MetricType type)
    {
        _point = ref point;
        _type = type;
    }

    public ReadOnlyTagCollection Tags => _point.Tags;

    public bool IsWhole => _type is MetricType.LongSum or MetricType.LongSumNonMonotonic or MetricType.LongGauge;

    public long Whole => _type == MetricType.LongGauge ? _point.GetGaugeLastValueLong() : _point.GetSumLong();

    public double Fraction => _type == MetricType.DoubleGauge ? _point.GetGaugeLastValueDouble() : _point.GetSumDouble();

    public bool IsZero => IsWhole ? Whole == 0 : Fraction == 0;

    public static bool IsKnown(MetricType type) => IsGauge(type) || IsSum(type);

    public static bool IsGauge(MetricType type) => type is MetricType.LongGauge or MetricType.DoubleGauge;

    public static bool IsMonotonic(MetricType type) => type is MetricType.LongSum or MetricType.DoubleSum;

    private static bool IsSum(MetricType type) =>
        IsMonotonic(type) || type is MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic;
}
