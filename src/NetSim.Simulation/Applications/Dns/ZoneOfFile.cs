using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Services.Dns;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>What a name server of the file knows: every node with its addresses, the names of the addresses, and what the file says besides.</summary>
internal static class ZoneOfFile
{
    public static DnsZone Build(DnsPlan plan, TopologyPlan network)
    {
        uint timeToLive = (uint)Math.Clamp(plan.TimeToLive.Nanoseconds / 1_000_000_000, 0, int.MaxValue);
        var zone = new DnsZone(plan.Zone is { } origin ? DnsName.Parse(origin) : DnsName.Root, timeToLive);
        foreach (NodePlan node in network.Nodes)
        {
            if (node.Kind.IsBridge() || !TryName(node.Name, zone.Origin, out DnsName name)) continue;
            foreach (InterfacePlan own in network.InterfacesOf(node.Id))
            {
                foreach (IpPrefix prefix in own.Addresses)
                {
                    if (prefix.Address.IsLinkLocal) continue;
                    zone.Add(DnsRecord.Of(name, prefix.Address, timeToLive));
                    zone.Add(DnsRecord.ReverseOf(prefix.Address, name, timeToLive));
                }
            }
        }
        foreach (DnsRecordPlan record in plan.Records) Add(zone, record, timeToLive);
        return zone;
    }

    private static void Add(DnsZone zone, DnsRecordPlan record, uint timeToLive)
    {
        if (!TryName(record.Name, zone.Origin, out DnsName name)) return;
        foreach (IpAddress address in record.Addresses)
        {
            zone.Add(DnsRecord.Of(name, address, timeToLive));
            if (!zone.TryFind(DnsName.ReverseOf(address), out _)) zone.Add(DnsRecord.ReverseOf(address, name, timeToLive));
        }
        if (record.Alias is { } alias && TryName(alias, zone.Origin, out DnsName other))
        {
            zone.Add(new DnsRecord(name, DnsType.Cname, timeToLive) { Target = other });
        }
        if (record.Mail is { } mail && TryName(mail, zone.Origin, out DnsName exchange))
        {
            zone.Add(new DnsRecord(name, DnsType.Mx, timeToLive) { Target = exchange, Preference = record.Preference });
        }
        if (record.Text is { } text) zone.Add(new DnsRecord(name, DnsType.Txt, timeToLive) { Text = text });
    }

    /// <summary>A dot at the end makes it a name from the root, as in a master file (RFC 1035 5.1). A node's name may be none of the DNS: then nobody can ask for it.</summary>
    private static bool TryName(string text, DnsName origin, out DnsName name)
    {
        name = origin;
        if (text == DnsRecordDocument.ZoneItself) return true;
        if (!DnsName.TryParse(text, out DnsName below)) return false;
        if (!text.EndsWith('.')) return below.TryAppend(origin, out name);
        name = below;
        return true;
    }
}
