using System.Text.Json;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>
/// The kinds of values that the file format is made of. Each is made when a key asks for it: a file uses few of them, and what it
/// does not use should cost nothing before the first packet.
/// </summary>
internal static class Scalars
{
    /// <summary>Any text, also one that YAML would take for a number: 1e3, on, 22:22.</summary>
    public static ScalarShape<string> Text => new()
    {
        Parse = (string text, out string value, out Problem problem) =>
        {
            (value, problem) = (text, default);
            return true;
        },
        Schema = json =>
        {
            json.WriteStartArray("type");
            json.WriteStringValue("string");
            json.WriteStringValue("number");
            json.WriteStringValue("boolean");
            json.WriteEndArray();
        },
    };

    public static ScalarShape<string> NameText => new()
    {
        Parse = (string text, out string value, out Problem problem) =>
        {
            value = text;
            return Name.IsValid(text, out problem);
        },
        // A number is a name too, and a pattern speaks of strings only.
        Schema = json =>
        {
            Text.Schema(json);
            json.WriteString("pattern", Name.Pattern);
        },
    };

    public static ScalarShape<bool> YesNo => new()
    {
        Parse = (string text, out bool value, out Problem problem) =>
        {
            value = text is "true" or "True" or "TRUE";
            bool known = value || text is "false" or "False" or "FALSE";
            problem = known ? default : new Problem(DiagnosticCode.NotYesOrNo, $"{Quoted.Text(text)} is neither true nor false");
            return known;
        },
        Schema = json => json.WriteString("type", "boolean"),
        Default = (json, value) => json.WriteBooleanValue(value),
    };

    public static ScalarShape<Duration> Duration => new()
    {
        Parse = DurationText.TryParse,
        Schema = QuantitySchema.Of(DurationText.Table),
        Default = (json, value) => json.WriteStringValue(DurationText.Format(value)),
    };

    public static ScalarShape<BitRate> Rate => new()
    {
        Parse = BitRate.TryParse,
        Schema = QuantitySchema.Of(BitRate.Table, "unlimited"),
    };

    public static ScalarShape<ByteSize> Size => new() { Parse = ByteSize.TryParse, Schema = QuantitySchema.Of(ByteSize.Table) };

    public static ScalarShape<Percentage> Percent => new() { Parse = Percentage.TryParse, Schema = QuantitySchema.Of(Percentage.Table) };

    public static ScalarShape<QueueLimit> Limit => new() { Parse = QueueLimit.TryParse, Schema = QuantitySchema.Of(QueueLimit.Table) };

    public static ScalarShape<IpPrefix> Prefix => new()
    {
        Parse = AddressText.TryParsePrefix,
        Schema = json => Pattern(json, "^[0-9A-Fa-f:.]+/[0-9]{1,3}$"),
    };

    public static ScalarShape<MacAddress> Mac => new()
    {
        Parse = AddressText.TryParseMac,
        Schema = json => Pattern(json, "^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$"),
    };

    /// <summary>An address that a route goes by.</summary>
    public static ScalarShape<IpAddress> Address => new()
    {
        Parse = AddressText.TryParseAddress,
        Schema = json => Pattern(json, "^[0-9A-Fa-f:.]+$"),
    };

    /// <summary>A name of the DNS, as text.</summary>
    public static ScalarShape<string> DomainName => new()
    {
        Parse = (string text, out string value, out Problem problem) =>
        {
            value = text;
            bool isName = DnsName.TryParse(text, out _);
            problem = isName ? default : new Problem(DiagnosticCode.NotADomainName, $"{Quoted.Text(text)} is not a domain name");
            return isName;
        },
        Schema = Text.Schema,
    };

    public static ScalarShape<int> Integer(int least, int most) => new()
    {
        Parse = (string text, out int value, out Problem problem) =>
        {
            bool parsed = IntegerText.TryParse(text, least, most, out decimal number, out problem);
            value = (int)number;
            return parsed;
        },
        Schema = json => IntegerText.WriteSchema(json, least, most),
        Default = (json, value) => json.WriteNumberValue(value),
    };

    public static ScalarShape<ushort> Port => new()
    {
        Parse = (string text, out ushort value, out Problem problem) =>
        {
            bool parsed = IntegerText.TryParse(text, 1, ushort.MaxValue, out decimal number, out problem);
            value = (ushort)number;
            return parsed;
        },
        Schema = json => IntegerText.WriteSchema(json, 1, ushort.MaxValue),
        Default = (json, value) => json.WriteNumberValue(value),
    };

    public static ScalarShape<ulong> Seed => new()
    {
        Parse = (string text, out ulong value, out Problem problem) =>
        {
            bool parsed = IntegerText.TryParse(text, 0, ulong.MaxValue, out decimal number, out problem);
            value = (ulong)number;
            return parsed;
        },
        Schema = json => IntegerText.WriteSchema(json, 0, ulong.MaxValue),
        Default = (json, value) => json.WriteNumberValue(value),
    };

    /// <summary>Bytes as ip(8) and ping(8) count them, without a unit, or with one.</summary>
    public static ScalarShape<int> Bytes(int least, int most) => new()
    {
        Parse = (string text, out int value, out Problem problem) => IntegerText.TryParseBytes(text, least, most, out value, out problem),
        Schema = json => IntegerText.WriteBytesSchema(json, least, most),
        Default = (json, value) => json.WriteNumberValue(value),
    };

    /// <summary>A decimal number without a unit.</summary>
    public static ScalarShape<double> Number(double least, double most) => new()
    {
        Parse = (string text, out double value, out Problem problem) =>
            IntegerText.TryParseNumber(text, least, most, out value, out problem),
        Schema = json =>
        {
            json.WriteString("type", "number");
            json.WriteNumber("minimum", least);
            json.WriteNumber("maximum", most);
        },
        Default = (json, value) => json.WriteNumberValue(value),
    };

    public static ScalarShape<Comparison> Compared(UnitTable table) => new()
    {
        Parse = (string text, out Comparison value, out Problem problem) =>
        {
            bool parsed = Comparison.TryParse(text, table, out Comparison? found, out problem);
            value = found!;
            return parsed;
        },
        Schema = QuantitySchema.OfComparison(table),
    };

    /// <summary>A comparison with a whole number: <c>&gt;= 10</c>.</summary>
    public static ScalarShape<Comparison> ComparedNumber => new()
    {
        Parse = (string text, out Comparison value, out Problem problem) =>
        {
            bool parsed = Comparison.TryParseNumber(text, out Comparison? found, out problem);
            value = found!;
            return parsed;
        },
        Schema = json => Pattern(json, Comparison.NumberPattern),
    };

    private static void Pattern(Utf8JsonWriter json, string pattern)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", pattern);
    }
}
