using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Document;

/// <summary>A node and an interface or port of it: <c>web:eth0</c>, <c>sw1:1</c>.</summary>
internal readonly record struct EndpointDocument(Located<string> Node, Located<string> Port, Place Place)
{
    public static readonly Shape<EndpointDocument> Shape = new EndpointShape();

    public override string ToString() => $"{Node.Value}:{Port.Value}";

    /// <param name="text">The endpoint alone.</param>
    /// <param name="place">Where the text begins.</param>
    /// <param name="diagnostics">Hears of a text that is none.</param>
    /// <param name="endpoint">The two names, each with its own column.</param>
    public static bool TryParse(string text, Place place, DiagnosticBag diagnostics, out EndpointDocument endpoint)
    {
        endpoint = default;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1 || text.AsSpan(colon + 1).Contains(':') || text.AsSpan().ContainsAny(' ', '\t', '\n'))
        {
            diagnostics.Add(place, DiagnosticCode.NotAnEndpoint,
                $"{Quoted.Text(text)} is not an endpoint: write 'NODE:INTERFACE', or 'SWITCH:PORT'");
            return false;
        }
        Located<string> node = new(text[..colon], place);
        Located<string> port = new(text[(colon + 1)..], place.Part(colon + 1));
        endpoint = new EndpointDocument(node, port, place);
        return true;
    }

    private sealed class EndpointShape : Shape<EndpointDocument>
    {
        public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out EndpointDocument value)
        {
            value = default;
            if (!Scalars.Text.TryBind(node, place, diagnostics, out string text)) return false;
            return TryParse(text, place.InText(node), diagnostics, out value);
        }

        public override void WriteSchema(SchemaWriter schema)
        {
            schema.Json.WriteString("type", "string");
            schema.Json.WriteString("pattern", @"^[^:\s]+:[^:\s]+$");
        }
    }
}
