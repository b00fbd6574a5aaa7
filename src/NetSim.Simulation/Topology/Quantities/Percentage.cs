using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Quantities;

/// <summary>A share of a whole, in parts per thousand million, so that 0.0000001 % is the finest step.</summary>
public readonly record struct Percentage(int PartsPerBillion)
{
    private const int PerPercent = 10_000_000;

    public const int Whole = 100 * PerPercent;

    public static readonly Percentage Zero;

    internal static readonly UnitTable Table = new()
    {
        Noun = "a percentage",
        Example = "1.5 %",
        Units = [new("%", PerPercent)],
        Offered = ["%"],
        Likely = ["%"],
        Hints = [new("percent", "%"), new("pct", "%")],
        Most = Whole,
        MostText = "100 %",
        Format = value => new Percentage((int)value).ToString(),
    };

    /// <summary>0 to 1.</summary>
    public double Fraction => PartsPerBillion / (double)Whole;

    internal static bool TryParse(string text, out Percentage value, out Problem problem)
    {
        bool parsed = QuantityText.TryParse(text, Table, out long parts, out problem);
        value = new Percentage((int)parts);
        if (!parsed && problem.Code == DiagnosticCode.MissingUnit) problem = MissingSign(text, problem);
        return parsed;
    }

    /// <summary>A bare number is the most famous trap of the field: some tools count loss from 0 to 1, others from 0 to 100.</summary>
    private static Problem MissingSign(string text, Problem problem)
    {
        bool isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number);
        if (!isNumber || number > 1) return problem;
        string asFraction = (number * 100).ToString("0.#######", CultureInfo.InvariantCulture);
        return problem with { Message = $"{problem.Message}, or '{asFraction} %' if a share of 1 is meant" };
    }

    /// <summary>Exact, and read back to the same value.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PartsPerBillion / (decimal)PerPercent:0.#######} %");
}
