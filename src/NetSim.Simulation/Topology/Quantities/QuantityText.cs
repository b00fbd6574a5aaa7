using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Quantities;

/// <summary>
/// Reads "a decimal number and a unit" exactly: what would have to be rounded is an error. Written by hand, since it runs for
/// every value of a file before the first packet.
/// </summary>
internal static class QuantityText
{
    public static bool TryParse(string text, UnitTable table, out long value, out Problem problem) =>
        TryParse(text, table, out value, out _, out problem);

    /// <param name="unit">The unit as it is written in the table; empty for a bare 0.</param>
    public static bool TryParse(string text, UnitTable table, out long value, out string unit, out Problem problem)
    {
        value = 0;
        unit = "";
        if (!DecimalNumber.TryRead(text, out DecimalNumber number, out ReadOnlySpan<char> rest))
        {
            problem = NotAQuantity(text, table, rest);
            return false;
        }
        string written = rest.Trim().ToString();
        if (written.Length == 0)
        {
            problem = number.IsZero ? default : MissingUnit(text, number, table);
            return number.IsZero;
        }
        if (Find(written, table) is not { } found)
        {
            problem = UnknownUnit(text, number, written, table);
            return false;
        }
        unit = found.Name;
        return TryScale(text, number, found, table, out value, out problem);
    }

    private static Unit? Find(string written, UnitTable table)
    {
        foreach (Unit unit in table.Units)
        {
            if (unit.Name == written) return unit;
        }
        return null;
    }

    private static bool TryScale(string text, DecimalNumber number, Unit unit, UnitTable table, out long value, out Problem problem)
    {
        value = 0;
        problem = default;
        if (number.IsZero) return true;
        // Beyond that the product would be rounded; no quantity has so many digits.
        int mostDigits = DecimalNumber.DigitsHeld - DigitsOf(unit.Factor);
        if (number.Digits > mostDigits || number.Scale > mostDigits)
        {
            problem = number.Digits - number.Scale > mostDigits / 2 ? TooLarge(text, table) : TooFine(text, table);
            return false;
        }
        decimal product = number.Mantissa * unit.Factor;
        decimal divisor = 1;
        for (int i = 0; i < number.Scale; i++) divisor *= 10;
        decimal remainder = product % divisor;
        decimal whole = (product - remainder) / divisor;
        if (number.IsNegative && table.Sign == Sign.NotNegative)
        {
            problem = new Problem(DiagnosticCode.NegativeQuantity, $"{Quoted.Text(text)} is negative");
            return false;
        }
        if (whole > table.Most)
        {
            problem = TooLarge(text, table);
            return false;
        }
        if (remainder != 0)
        {
            problem = TooFine(text, table);
            return false;
        }
        value = number.IsNegative ? -(long)whole : (long)whole;
        return true;
    }

    private static int DigitsOf(long factor)
    {
        int digits = 1;
        for (; factor >= 10; factor /= 10) digits++;
        return digits;
    }

    private static Problem TooLarge(string text, UnitTable table) =>
        new(DiagnosticCode.QuantityTooLarge, $"{Quoted.Text(text)} is too large: the most is {table.MostText}");

    private static Problem TooFine(string text, UnitTable table) =>
        new(DiagnosticCode.PrecisionLost, $"{Quoted.Text(text)} would lose precision: the finest step is {table.Format(1)}");

    private static Problem NotAQuantity(string text, UnitTable table, ReadOnlySpan<char> rest)
    {
        string reason = rest switch
        {
            [',', ..] => $"write the decimals after a point, as in '{table.Example}'",
            ['_' or '\'', ..] => $"write the digits without separators, as in '{table.Example}'",
            ['e' or 'E', ..] => $"write the digits out, without an exponent, as in '{table.Example}'",
            _ => $"write a number and a unit, as in '{table.Example}'",
        };
        return new Problem(DiagnosticCode.NotAQuantity, $"{Quoted.Text(text)} is not {table.Noun}: {reason}");
    }

    private static Problem MissingUnit(string text, DecimalNumber number, UnitTable table)
    {
        List<string> ways = [];
        foreach (string unit in table.Likely) ways.Add($"'{number.Text} {unit}'");
        return new Problem(DiagnosticCode.MissingUnit, $"{Quoted.Text(text)} has no unit: write {Spelling.OneOf(ways)}");
    }

    private static Problem UnknownUnit(string text, DecimalNumber number, string written, UnitTable table)
    {
        string message = $"{Quoted.Text(text)} is not {table.Noun}: the unit {Quoted.Text(written)} is unknown";
        if (Meant(number.Text, written, table) is { } meant) message += $", write '{meant}'";
        return new Problem(DiagnosticCode.UnknownUnit, $"{message} (units: {string.Join(", ", table.Offered)})");
    }

    private static string? Meant(string number, string written, UnitTable table)
    {
        UnitHint? found = Find(table.Hints, written, StringComparison.Ordinal)
            ?? Find(table.Hints, written, StringComparison.OrdinalIgnoreCase);
        if (found is not { } hint) return Spelling.Nearest(written, table.Offered) is { } nearest ? $"{number} {nearest}" : null;
        if (hint.Times == 1) return $"{number} {hint.Meant}";
        return decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            ? string.Create(CultureInfo.InvariantCulture, $"{value * hint.Times:0.#########} {hint.Meant}")
            : null;
    }

    private static UnitHint? Find(UnitHint[] hints, string written, StringComparison comparison)
    {
        foreach (UnitHint hint in hints)
        {
            if (string.Equals(hint.Written, written, comparison)) return hint;
        }
        return null;
    }

    /// <summary>The largest unit that writes the value exactly with at most three decimals; each unit is 1000 of the one before.</summary>
    public static string Format(long value, ReadOnlySpan<string> units)
    {
        int at = 0;
        long factor = 1;
        ulong magnitude = (ulong)Math.Abs((decimal)value);
        while (at + 1 < units.Length && magnitude / 1000 >= (ulong)factor && magnitude % (ulong)factor == 0)
        {
            at++;
            factor *= 1000;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value / (decimal)factor:0.###} {units[at]}");
    }
}
