using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>resolver: ns</c>, <c>resolver: [ns, 10.0.0.53]</c> or <c>resolver: { servers: ns, search: lab }</c>.</summary>
internal sealed class ResolverDocument : DocumentRecord
{
    public static Shape<ResolverDocument> Shape => new EitherShape<ResolverDocument>(
        new MappedShape<List<Located<string>>, ResolverDocument>(Servers(), static servers => new ResolverDocument { ServerNames = servers }),
        new RecordShape<ResolverDocument>("resolver", static () => new ResolverDocument(), "How a node looks names up.")
            .Required("servers", Servers(), static (r, v) => r.ServerNames = v.Value, "the name servers, in the order in which they are asked")
            .Optional("search", new ListShape<string>(Scalars.DomainName, ListForm.OneOrMany), static (r, v) => r.Search = v.Value,
                "domains in which a name without a dot is looked for first"));

    public List<Located<string>> ServerNames { get; private set; } = [];
    public List<Located<string>> Search { get; private set; } = [];

    private static ListShape<string> Servers() => new(Scalars.Text, ListForm.OneOrMany);
}
