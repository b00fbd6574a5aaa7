using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Document;

/// <summary>Code points of differentiated services by the names of the IANA registry (RFC 2474, 2597, 3246, 5865, 8622), or as numbers.</summary>
internal static class DscpText
{
    private static readonly (string Name, int Value)[] Names =
    [
        ("cs0", 0), ("default", 0), ("le", 1), ("cs1", 8), ("af11", 10), ("af12", 12), ("af13", 14), ("cs2", 16), ("af21", 18), ("af22", 20), ("af23", 22),
        ("cs3", 24), ("af31", 26), ("af32", 28), ("af33", 30), ("cs4", 32), ("af41", 34), ("af42", 36), ("af43", 38), ("cs5", 40), ("va", 44), ("ef", 46),
        ("cs6", 48), ("cs7", 56),
    ];

    public static ScalarShape<int> Shape => new()
    {
        Parse = TryParse,
        Schema = static json =>
        {
            json.WriteStartArray("anyOf");
            json.WriteStartObject();
            IntegerText.WriteSchema(json, 0, 63);
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteStartArray("enum");
            foreach ((string name, _) in Names) json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        },
    };

    public static string Format(int dscp)
    {
        foreach ((string name, int value) in Names)
        {
            if (value == dscp) return name;
        }
        return dscp.ToString(CultureInfo.InvariantCulture);
    }

    private static bool TryParse(string text, out int value, out Problem problem)
    {
        foreach ((string name, int known) in Names)
        {
            if (!text.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            (value, problem) = (known, default);
            return true;
        }
        bool parsed = IntegerText.TryParse(text, 0, 63, out decimal number, out problem);
        value = (int)number;
        if (!parsed && problem.Code == DiagnosticCode.NotAnInteger)
        {
            string hint = Spelling.DidYouMean(text, Names.Select(known => known.Name));
            problem = new Problem(DiagnosticCode.UnknownWord, $"{Quoted.Text(text)} is no code point{hint} (known: a number up to 63, {string.Join(", ", Names.Select(known => known.Name))})");
        }
        return parsed;
    }
}
