using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Services.Mdns;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The keys of name servers and DHCP servers.</summary>
internal static class ServerWriter
{
    public static void Write(FlowMapping mapping, DnsPlan dns)
    {
        mapping.Add("port", dns.Port);
        if (dns.Zone is { } zone) mapping.Add("zone", YamlText.Quoted(zone));
        mapping.Add("ttl", DurationText.Format(dns.TimeToLive));
        if (!dns.Records.IsEmpty) mapping.Add("records", dns.Records.Select(Record));
    }

    public static void Write(FlowMapping mapping, DhcpServerPlan dhcp)
    {
        mapping.Add("range", [YamlText.Quoted(dhcp.First.ToString()), YamlText.Quoted(dhcp.Last.ToString())]);
        if (dhcp.Router is { } router) mapping.Add("router", YamlText.Quoted(router.ToString()));
        if (!dhcp.NameServers.IsEmpty) mapping.Add("dns", dhcp.NameServers.Select(server => YamlText.Quoted(server.ToString())));
        if (dhcp.Domain is { } domain) mapping.Add("domain", YamlText.Quoted(domain));
        mapping.Add("lease", DurationText.Format(dhcp.LeaseTime));
    }

    public static void Write(FlowMapping mapping, Dhcpv6ServerPlan dhcp)
    {
        mapping.Add("interface", YamlText.Quoted(dhcp.InterfaceName));
        if (!dhcp.NameServers.IsEmpty) mapping.Add("dns", dhcp.NameServers.Select(server => YamlText.Quoted(server.ToString())));
        if (dhcp.Domain is { } domain) mapping.Add("domain", YamlText.Quoted(domain));
    }

    public static void Write(FlowMapping mapping, MdnsPlan mdns)
    {
        mapping.Add("name", YamlText.Quoted(mdns.Name));
        if (!mdns.Services.IsEmpty) mapping.Add("services", mdns.Services.Select(Service));
    }

    private static string Service(AdvertisedService service)
    {
        FlowMapping mapping = new FlowMapping().Add("type", YamlText.Quoted(service.Type.ToString().TrimEnd('.'))).Add("port", service.Port);
        return (service.Text.Length > 0 ? mapping.Add("text", YamlText.Quoted(service.Text)) : mapping).ToString();
    }

    private static string Record(DnsRecordPlan record)
    {
        FlowMapping mapping = new FlowMapping().Add("name", YamlText.Quoted(record.Name));
        if (!record.Addresses.IsEmpty) mapping.Add("address", record.Addresses.Select(address => YamlText.Quoted(address.ToString())));
        if (record.Alias is { } alias) mapping.Add("cname", YamlText.Quoted(alias));
        if (record.Mail is { } mail) mapping.Add("mx", YamlText.Quoted(mail)).Add("preference", record.Preference);
        if (record.Text is { } text) mapping.Add("txt", YamlText.Quoted(text));
        return mapping.ToString();
    }
}
