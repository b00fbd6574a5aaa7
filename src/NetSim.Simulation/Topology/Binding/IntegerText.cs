using System.Globalization;
using System.Text.Json;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>Numbers that go without a unit: counts, ports, seeds.</summary>
internal static class IntegerText
{
    public static bool TryParse(string text, decimal least, decimal most, out decimal value, out Problem problem)
    {
        value = 0;
        if (!DecimalNumber.TryRead(text, out DecimalNumber number, out ReadOnlySpan<char> rest) || number.Scale > 0 || !rest.Trim().IsEmpty)
        {
            problem = new Problem(DiagnosticCode.NotAnInteger, $"{Quoted.Text(text)} is not a whole number: write decimal digits");
            return false;
        }
        bool isShort = number.Digits <= DecimalNumber.DigitsHeld;
        if (isShort) value = number.IsNegative ? -number.Mantissa : number.Mantissa;
        if (isShort && value >= least && value <= most)
        {
            problem = default;
            return true;
        }
        value = 0;
        problem = OutOfRange(text, least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture));
        return false;
    }

    public static bool TryParseBytes(string text, int least, int most, out int value, out Problem problem)
    {
        value = 0;
        // With a unit it is a size like any other; without, it is counted in bytes.
        bool isBare = DecimalNumber.TryRead(text, out _, out ReadOnlySpan<char> rest) && rest.Trim().IsEmpty;
        if (!QuantityText.TryParse(isBare ? text + " B" : text, ByteSize.SignedTable, out long bytes, out problem)) return false;
        if (bytes < least || bytes > most)
        {
            problem = OutOfRange(text, least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture));
            return false;
        }
        value = (int)bytes;
        return true;
    }

    public static bool TryParseNumber(string text, double least, double most, out double value, out Problem problem)
    {
        value = 0;
        if (!DecimalNumber.TryRead(text, out DecimalNumber number, out ReadOnlySpan<char> rest) || !rest.Trim().IsEmpty)
        {
            problem = new Problem(DiagnosticCode.NotANumber, $"{Quoted.Text(text)} is not a number: write it as in '0.5', without a unit");
            return false;
        }
        value = double.Parse(number.Text, CultureInfo.InvariantCulture);
        if (value >= least && value <= most)
        {
            problem = default;
            return true;
        }
        problem = OutOfRange(text, Written(least), Written(most));
        return false;
    }

    /// <summary>Without an exponent, which the reader does not take.</summary>
    private static string Written(double value) => ((decimal)value).ToString(CultureInfo.InvariantCulture);

    public static void WriteSchema(Utf8JsonWriter json, long least, ulong most)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", least);
        json.WriteNumber("maximum", most);
    }

    public static void WriteSchema(Utf8JsonWriter json, int least, int most)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", least);
        json.WriteNumber("maximum", most);
    }

    public static void WriteBytesSchema(Utf8JsonWriter json, int least, int most)
    {
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        WriteSchema(json, least, most);
        json.WriteEndObject();
        json.WriteStartObject();
        QuantitySchema.Of(ByteSize.SignedTable)(json);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static Problem OutOfRange(string text, string least, string most) =>
        new(DiagnosticCode.OutOfRange, $"{Quoted.Text(text)} is out of range: it must be {least} to {most}");
}
