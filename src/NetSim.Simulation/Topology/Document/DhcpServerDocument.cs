using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>dhcp-server: { range: [10.0.0.100, 10.0.0.199], dns: ns, domain: lab }</c>.</summary>
internal sealed class DhcpServerDocument : ApplicationDocument
{
    public static new readonly RecordShape<DhcpServerDocument> Shape = WithTimes(
        new RecordShape<DhcpServerDocument>("dhcpServer", static () => new DhcpServerDocument(), "Gives out IPv4 addresses on one link (RFC 2131).")
            .Required("range", new ListShape<IpAddress>(Scalars.Address) { Count = 2 }, static (d, v) => d.Range = v,
                "the first and the last address that it may give; the interface with this subnet serves")
            .Optional("router", Scalars.Address, static (d, v) => d.Router = v, "the router that clients are told of; without it a router names itself")
            .Optional("dns", new ListShape<string>(Scalars.Text, ListForm.OneOrMany), static (d, v) => d.NameServers = v.Value,
                "the name servers that clients are told of: nodes or addresses")
            .Optional("domain", Scalars.DomainName, static (d, v) => d.Domain = v.Value, "the domain in which clients look for short names")
            .Defaulted("lease", Scalars.Duration, Duration.FromSeconds(3600), static (d, v) => d.LeaseTime = v.Value,
                "for how long an address is given, in whole seconds"));

    public Located<List<Located<IpAddress>>>? Range { get; private set; }
    public Located<IpAddress>? Router { get; private set; }
    public List<Located<string>> NameServers { get; private set; } = [];
    public string? Domain { get; private set; }
    public Duration LeaseTime { get; private set; }
}
