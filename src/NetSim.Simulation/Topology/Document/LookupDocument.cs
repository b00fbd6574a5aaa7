using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>lookup: { name: web.lab, count: 10, every: { mean: 5 s } }</c>.</summary>
internal sealed class LookupDocument : ApplicationDocument
{
    public static readonly WordShape<LookupType> TypeWords = new(new("any", LookupType.Any), new("A", LookupType.A), new("AAAA", LookupType.Aaaa));

    public static new readonly RecordShape<LookupDocument> Shape = WithRepeat(
        new RecordShape<LookupDocument>("lookup", static () => new LookupDocument(), "Looks the addresses of a name up, with the node's resolver.")
            .Required("name", Scalars.DomainName, static (l, v) => l.Name = v.Value, "what is asked for")
            .Defaulted("type", TypeWords, LookupType.Any, static (l, v) => l.Type = v.Value, "A, AAAA, or any: IPv6 and, if there are none, IPv4, of what the node itself has")
            .Defaulted("count", Scalars.Integer(1, int.MaxValue), 1, static (l, v) => l.Count = v.Value, "how many times")
            .Optional("every", DistributionDocument.Interval, static (l, v) => l.Every = v, "time from one question to the next: 1 s"));

    public string? Name { get; private set; }
    public LookupType Type { get; private set; }
    public int Count { get; private set; }
    public Located<Distribution>? Every { get; private set; }
}
