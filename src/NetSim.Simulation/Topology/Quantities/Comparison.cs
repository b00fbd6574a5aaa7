using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Quantities;

/// <summary>
/// What a run is expected to show: <c>= 0 %</c>, <c>&gt;= 4 Mbit/s</c>, <c>92 ms ± 5 %</c>. Numbers are in the base unit of the
/// quantity: nanoseconds, bits per second, parts per thousand million.
/// </summary>
public sealed record Comparison
{
    private static readonly (string Text, ComparisonOperator Operator)[] Operators =
    [
        ("<=", ComparisonOperator.LessOrEqual), (">=", ComparisonOperator.GreaterOrEqual), ("<", ComparisonOperator.Less),
        (">", ComparisonOperator.Greater), ("=", ComparisonOperator.Equal),
    ];

    private static readonly string[] PlusMinus = ["±", "+/-", "+-"];

    public required ComparisonOperator Operator { get; init; }

    public required long Value { get; init; }

    /// <summary>Only of <see cref="ComparisonOperator.Within"/>.</summary>
    public required long Tolerance { get; init; }

    /// <summary>As it was written.</summary>
    public required string Text { get; init; }

    public bool Holds(long seen) => Operator switch
    {
        ComparisonOperator.Equal => seen == Value,
        ComparisonOperator.Less => seen < Value,
        ComparisonOperator.LessOrEqual => seen <= Value,
        ComparisonOperator.Greater => seen > Value,
        ComparisonOperator.GreaterOrEqual => seen >= Value,
        _ => Math.Abs((decimal)seen - Value) <= Tolerance,
    };

    public override string ToString() => Text;

    /// <summary>The quantity is of <paramref name="table"/>; a tolerance may also be a percentage of it.</summary>
    internal static bool TryParse(string text, UnitTable table, out Comparison? value, out Problem problem)
    {
        value = null;
        string trimmed = text.Trim();
        foreach (string sign in PlusMinus)
        {
            int at = trimmed.IndexOf(sign, StringComparison.Ordinal);
            if (at > 0) return TryParseWithin(trimmed, at, sign.Length, table, out value, out problem);
        }
        foreach ((string written, ComparisonOperator meant) in Operators)
        {
            if (!trimmed.StartsWith(written, StringComparison.Ordinal)) continue;
            if (!QuantityText.TryParse(trimmed[written.Length..].Trim(), table, out long number, out problem)) return false;
            value = new Comparison { Operator = meant, Value = number, Tolerance = 0, Text = trimmed };
            return true;
        }
        problem = QuantityText.TryParse(trimmed, table, out _, out Problem bad)
            ? new Problem(DiagnosticCode.NotAComparison,
                $"{Quoted.Text(text)} does not say how to compare: write '= {trimmed}', '<= {trimmed}' or '{trimmed} ± 5 %'")
            : bad.Code is DiagnosticCode.NotAQuantity ? NotAComparison(text, table) : bad;
        return false;
    }

    internal const string NumberPattern = @"^\s*(=|<|<=|>|>=)\s*[0-9]{1,18}\s*$";

    /// <summary>The same with a whole number, which has no unit.</summary>
    internal static bool TryParseNumber(string text, out Comparison? value, out Problem problem)
    {
        (value, problem) = (null, default);
        string trimmed = text.Trim();
        foreach ((string written, ComparisonOperator meant) in Operators)
        {
            if (!trimmed.StartsWith(written, StringComparison.Ordinal)) continue;
            string digits = trimmed[written.Length..].Trim();
            if (digits.Length > 18 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) break;
            value = new Comparison { Operator = meant, Value = number, Tolerance = 0, Text = trimmed };
            return true;
        }
        problem = new Problem(DiagnosticCode.NotAComparison,
            $"{Quoted.Text(text)} is not a comparison: write =, <, <=, > or >= and a whole number, as in '= 200'");
        return false;
    }

    private static Problem NotAComparison(string text, UnitTable table) => new(DiagnosticCode.NotAComparison,
        $"{Quoted.Text(text)} is not a comparison: write =, <, <=, > or >= and {table.Noun}, as in '= {table.Example}', or '{table.Example} ± 5 %'");

    private static bool TryParseWithin(string text, int at, int length, UnitTable table, out Comparison? value, out Problem problem)
    {
        value = null;
        string expected = text[..at].Trim();
        if (expected.TrimStart('<', '>', '=') is var plain && plain.Length < expected.Length)
        {
            problem = new Problem(DiagnosticCode.NotAComparison,
                $"{Quoted.Text(text)} is two comparisons in one: write '{expected}', or '{plain.Trim()} {text[at..]}'");
            return false;
        }
        if (!QuantityText.TryParse(expected, table, out long middle, out problem)) return false;
        string spread = text[(at + length)..].Trim();
        if (!TryParseTolerance(spread, middle, table, out long tolerance, out problem)) return false;
        value = new Comparison { Operator = ComparisonOperator.Within, Value = middle, Tolerance = tolerance, Text = text };
        return true;
    }

    /// <summary>Of a percentage, 1 % more is one of a hundred parts of the whole, not of the value.</summary>
    private static bool TryParseTolerance(string text, long middle, UnitTable table, out long tolerance, out Problem problem)
    {
        if (!text.EndsWith('%') || table == Percentage.Table) return QuantityText.TryParse(text, table, out tolerance, out problem);
        bool parsed = Percentage.TryParse(text, out Percentage share, out problem);
        tolerance = (long)((decimal)middle * share.PartsPerBillion / Percentage.Whole);
        return parsed;
    }
}
