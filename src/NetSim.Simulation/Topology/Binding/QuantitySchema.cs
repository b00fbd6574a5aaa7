using System.Text.Json;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>The JSON schema of quantities, from the same table of units that reads them.</summary>
internal static class QuantitySchema
{
    /// <param name="table">The units.</param>
    /// <param name="word">A word that may stand in place of a quantity.</param>
    public static Action<Utf8JsonWriter> Of(UnitTable table, string? word = null) => json =>
    {
        string either = word is null ? "" : $"|^{word}$";
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        json.WriteNumber("const", 0);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("pattern", $"^{Quantity(table)}${either}");
        json.WriteEndObject();
        json.WriteEndArray();
    };

    public static Action<Utf8JsonWriter> OfComparison(UnitTable table) => json =>
    {
        string quantity = Quantity(table);
        json.WriteString("type", "string");
        string compared = $@"(=|<|<=|>|>=)\s*({quantity}|0)";
        string within = $@"{quantity}\s*(±|\+/-|\+-)\s*({quantity}|{Quantity(Percentage.Table)})";
        json.WriteString("pattern", $@"^\s*({compared}|{within})\s*$");
    };

    private static string Quantity(UnitTable table)
    {
        string sign = table.Sign == Sign.Any ? "-?" : "";
        return $@"{sign}[0-9]+(\.[0-9]+)?\s*({string.Join('|', table.Units.Select(unit => unit.Name))})";
    }
}
