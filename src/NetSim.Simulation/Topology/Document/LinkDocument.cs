using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Document;

/// <summary>A cable: <c>{ endpoints: ["web:eth0", "r1:eth0"], delay: 5 ms }</c>, or <c>web:eth0 &lt;-&gt; r1:eth0</c>.</summary>
internal sealed class LinkDocument : DocumentRecord
{
    private const string Arrow = "<->";

    public static readonly WordShape<OperState> StateWords = new(new("up", OperState.Up), new("down", OperState.Down));

    public static readonly RecordShape<LinkDocument> Shape =
        new RecordShape<LinkDocument>("link", static () => new LinkDocument(), "A cable between two nodes.")
            .Required("endpoints", new ListShape<EndpointDocument>(EndpointDocument.Shape) { Count = 2 }, static (l, v) => l.SetEndpoints(v.Value),
                "the two interfaces or switch ports that it joins")
            .Optional("id", Scalars.NameText, static (l, v) => l.Id = v,
                "a name for events and output; without it the endpoints are the name")
            .Optional("profile", Scalars.NameText, static (l, v) => l.Profile = v, "one of the file's profiles")
            .Optional("state", StateWords, static (l, v) => l.State = v.Value, "whether the cable is plugged in when the run starts")
            .Include(LinkPropertiesDocument.Shape, static l => l.Properties);

    public static readonly Shape<LinkDocument> EitherShape = new EitherShape<LinkDocument>(new LineShape(), Shape);

    public EndpointDocument? A { get; private set; }
    public EndpointDocument? B { get; private set; }
    public Located<string>? Id { get; private set; }
    public Located<string>? Profile { get; private set; }
    public OperState State { get; private set; } = OperState.Up;
    public LinkPropertiesDocument Properties { get; } = new();

    private void SetEndpoints(List<Located<EndpointDocument>> endpoints)
    {
        // One that could not be read was reported; the other cannot make a link alone.
        if (endpoints.Count == 2) (A, B) = (endpoints[0].Value, endpoints[1].Value);
    }

    /// <summary>A link in one line.</summary>
    private sealed class LineShape : Shape<LinkDocument>
    {
        public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out LinkDocument value)
        {
            value = new LinkDocument { Place = place };
            if (!Scalars.Text.TryBind(node, place, diagnostics, out string text)) return false;
            int arrow = text.IndexOf(Arrow, StringComparison.Ordinal);
            if (arrow < 0)
            {
                diagnostics.Add(place, DiagnosticCode.NotAnEndpoint,
                    $"{Quoted.Text(text)} is not a link: write 'NODE:INTERFACE <-> NODE:INTERFACE', or a mapping with 'endpoints'");
                return false;
            }
            Place start = place.InText(node);
            int second = arrow + Arrow.Length;
            while (second < text.Length && text[second] == ' ') second++;
            bool isFirst = EndpointDocument.TryParse(text[..arrow].TrimEnd(), start, diagnostics, out EndpointDocument a);
            bool isSecond = EndpointDocument.TryParse(text[second..], start.Part(second), diagnostics, out EndpointDocument b);
            (value.A, value.B) = (a, b);
            return isFirst && isSecond;
        }

        public override void WriteSchema(SchemaWriter schema)
        {
            schema.Json.WriteString("type", "string");
            schema.Json.WriteString("pattern", @"^[^:\s]+:[^:\s]+\s*<->\s*[^:\s]+:[^:\s]+$");
        }
    }
}
