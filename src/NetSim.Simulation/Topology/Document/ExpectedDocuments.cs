using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary>The page of an expectation.</summary>
internal sealed class ExpectedHttpDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectedHttpDocument> Shape =
        new RecordShape<ExpectedHttpDocument>("expectedHttp", static () => new ExpectedHttpDocument(), "One page.")
            .Required("from", Scalars.Text, static (h, v) => h.From = v, "the node that fetches it")
            .Required("url", Scalars.Text, static (h, v) => h.Url = v, "http://HOST[:PORT]/PATH; the host is a node, an address or a name");

    public Located<string>? From { get; private set; }
    public Located<string>? Url { get; private set; }
}

/// <summary>What the body of a page should be.</summary>
internal sealed class ExpectedBodyDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectedBodyDocument> Shape =
        new RecordShape<ExpectedBodyDocument>("expectedBody", static () => new ExpectedBodyDocument(), "The text of an answer, as UTF-8.")
            .Optional("contains", Scalars.Text, static (b, v) => b.Contains = v.Value, "what stands somewhere in it")
            .Optional("equals", Scalars.Text, static (b, v) => b.EqualTo = v.Value, "the whole of it")
            .ExactlyOneOf("contains", "equals");

    public string? Contains { get; private set; }
    public string? EqualTo { get; private set; }
}

/// <summary>The route of an expectation.</summary>
internal sealed class ExpectedRouteDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectedRouteDocument> Shape =
        new RecordShape<ExpectedRouteDocument>("expectedRoute", static () => new ExpectedRouteDocument(), "A look-up in a node's routes.")
            .Required("node", Scalars.Text, static (r, v) => r.Node = v, "whose routes")
            .Required("to", Scalars.Text, static (r, v) => r.To = v, "a node, an interface of one (web:eth0) or an address");

    public Located<string>? Node { get; private set; }
    public Located<string>? To { get; private set; }
}

/// <summary>The path of an expectation.</summary>
internal sealed class ExpectedPathDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectedPathDocument> Shape =
        new RecordShape<ExpectedPathDocument>("expectedPath", static () => new ExpectedPathDocument(),
            "The routers that answer to echo requests whose hops run out.")
            .Required("from", Scalars.Text, static (p, v) => p.From = v, "the node that sends")
            .Required("to", Scalars.Text, static (p, v) => p.To = v, "a node, an interface of one (web:eth0) or an address");

    public Located<string>? From { get; private set; }
    public Located<string>? To { get; private set; }
}

/// <summary>The frames of an expectation.</summary>
internal sealed class ExpectedPacketsDocument : DocumentRecord
{
    public static readonly RecordShape<ExpectedPacketsDocument> Shape =
        new RecordShape<ExpectedPacketsDocument>("expectedPackets", static () => new ExpectedPacketsDocument(),
            "The frames of an interface, both ways, counted from when it is tried first.")
            .Required("interface", EndpointDocument.Shape, static (p, v) => p.Interface = v.Value, "the interface or switch port (web:eth0, sw1:1)")
            .Optional("filter", Scalars.Text, static (p, v) => p.Filter = v, "which frames count, in tcpdump's syntax: 'tcp port 80'");

    public EndpointDocument? Interface { get; private set; }
    public Located<string>? Filter { get; private set; }
}
