using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>dhcpv6-server: { interface: eth0, dns: ns, domain: lab }</c>.</summary>
internal sealed class Dhcpv6ServerDocument : ApplicationDocument
{
    public static new readonly RecordShape<Dhcpv6ServerDocument> Shape = WithTimes(
        new RecordShape<Dhcpv6ServerDocument>("dhcpv6Server", static () => new Dhcpv6ServerDocument(),
            "Tells the hosts of a link of name servers and a domain, and gives no addresses (stateless DHCPv6, RFC 8415).")
            .Required("interface", Scalars.Text, static (d, v) => d.Interface = v, "whose link it serves")
            .Optional("dns", new ListShape<string>(Scalars.Text, ListForm.OneOrMany), static (d, v) => d.NameServers = v.Value,
                "the name servers that clients are told of: nodes or IPv6 addresses")
            .Optional("domain", Scalars.DomainName, static (d, v) => d.Domain = v.Value, "the domain in which clients look for short names"));

    public Located<string>? Interface { get; private set; }
    public List<Located<string>> NameServers { get; private set; } = [];
    public string? Domain { get; private set; }
}
