using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Document;

namespace NetSim.Simulation.Topology;

/// <summary>The JSON schema of topology files, for editors: written from the same tables that read the files.</summary>
public static class TopologySchema
{
    /// <summary>JSON schema, draft 2020-12, with a line break at its end.</summary>
    public static string ToJson()
    {
        using MemoryStream stream = new();
        // Editors show patterns such as ± and <-> to people.
        JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(stream, options))
        {
            SchemaWriter schema = new(json);
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "NetSim topology");
            TopologyDocument.Shape.WriteSchema(schema);
            schema.WriteDefinitions();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
