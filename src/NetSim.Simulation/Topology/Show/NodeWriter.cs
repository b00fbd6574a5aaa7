using System.Text;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The <c>nodes</c> of a normalised file.</summary>
internal sealed class NodeWriter(TopologyPlan plan, StringBuilder yaml)
{
    public void Write(NodePlan node)
    {
        Line(2, YamlText.Value(node.Name) + ":");
        Line(4, "kind: " + NodeDocument.KindWords.TextOf(new StatedKind(node.Kind)));
        if (node.Kind.IsBridge())
        {
            foreach (string line in SwitchWriter.Lines(node)) Line(4, line);
            return;
        }
        if (node.InterfaceCount > 0) Line(4, "interfaces:");
        foreach (InterfacePlan own in plan.InterfacesOf(node.Id)) Line(6, $"{YamlText.Value(own.Name)}: {Interface(own)}");
        int routes = plan.Routing is { } dynamic ? dynamic.StatedRoutes[node.Id] : node.Routes.Length;
        if (routes > 0) Line(4, "routes:");
        for (int i = 0; i < routes; i++)
        {
            int first = i;
            while (i + 1 < routes && node.Routes[i + 1].Destination == node.Routes[first].Destination) i++;
            Line(6, "- " + Route(node.Routes.AsSpan()[first..(i + 1)]));
        }
        if (node.Kind == NodeKind.Netns)
        {
            WriteCommands(node.Id);
            return;
        }
        Line(4, "tcp: " + TcpWriter.Write(node.Tcp));
        if (node.Resolver is { } resolver) Line(4, "resolver: " + Resolver(resolver));
        if (node.Middlebox is { } middlebox) MiddleboxWriter.Write(yaml, middlebox, plan.InterfacesOf(node.Id));
        bool isFirst = true;
        foreach (ApplicationPlan application in plan.ApplicationsOf(node.Id))
        {
            // Stated with the interfaces.
            if (application is DhcpClientPlan or Dhcpv6ClientPlan) continue;
            if (isFirst) Line(4, "apps:");
            isFirst = false;
            Line(6, $"- {application.Kind}: {Application(application)}");
        }
    }

    private void WriteCommands(int node)
    {
        if (plan.ApplicationsOf(node).IsEmpty) return;
        Line(4, "exec:");
        foreach (ApplicationPlan command in plan.ApplicationsOf(node)) Line(6, "- " + ExecWriter.Write((ExecPlan)command));
    }

    private void Line(int indent, string text) => yaml.Append(' ', indent).Append(text).Append('\n');

    private static string YesNo(bool value) => value ? "true" : "false";

    private string Interface(InterfacePlan own)
    {
        FlowMapping mapping = new();
        if (!own.Addresses.IsEmpty) mapping.Add("address", PlanWriter.Prefixes(own.Addresses));
        if (own.Mac != default) mapping.Add("mac", YamlText.Quoted(own.Mac.ToString()));
        AddDhcp(mapping, own);
        mapping.Add("mtu", own.Mtu).Add("state", LinkDocument.StateWords.TextOf(own.State));
        if (own.Automation is { } automation) Automation(mapping, automation);
        if (own.Attachment == Attachment.Vlan)
        {
            VlanPlan vlan = plan.Vlans[own.AttachedTo];
            mapping.Add("vlan", new FlowMapping().AddText("link", plan.Interfaces[vlan.LinkId].Name).Add("id", vlan.Vlan).ToString());
        }
        if (own.Attachment == Attachment.Tunnel) mapping.Add("tunnel", TunnelWriter.Write(plan.Tunnels[own.AttachedTo].Options));
        if (own.HasDevice) DeviceWriter.Write(mapping, plan.Devices[own.AttachedTo]);
        return mapping.ToString();
    }

    private void AddDhcp(FlowMapping mapping, in InterfacePlan own)
    {
        foreach (ApplicationPlan application in plan.ApplicationsOf(own.NodeId))
        {
            if (application is DhcpClientPlan client && client.Interfaces.Contains(own.Index)) mapping.Add("dhcp", "true");
            if (application is Dhcpv6ClientPlan asking && asking.Interfaces.Contains(own.Index)) mapping.Add("dhcpv6", "stateless");
        }
    }

    private static void Automation(FlowMapping mapping, AutomationPlan plan)
    {
        if (plan.Slaac) mapping.Add("slaac", YesNo(true));
        if (plan.LinkLocal) mapping.Add("link-local", YesNo(true));
        mapping.Add("dad", InterfaceDocument.DetectionWords.TextOf(plan.Dad)).Add("acd", InterfaceDocument.DetectionWords.TextOf(plan.Acd));
        if (plan.Advertise is { } advertise) mapping.Add("advertise", Advertise(advertise));
    }

    private static string Advertise(AdvertisePlan plan)
    {
        FlowMapping mapping = new();
        mapping.Add("prefixes", PlanWriter.Prefixes(plan.Prefixes)).Add("on-link", YesNo(plan.OnLink)).Add("autonomous", YesNo(plan.Autonomous));
        mapping.Add("valid-lifetime", DurationText.Format(plan.ValidLifetime));
        mapping.Add("preferred-lifetime", DurationText.Format(plan.PreferredLifetime));
        mapping.Add("default-lifetime", DurationText.Format(plan.DefaultLifetime));
        mapping.Add("max-interval", DurationText.Format(plan.MaxInterval)).Add("min-interval", DurationText.Format(plan.MinInterval));
        mapping.Add("hop-limit", plan.HopLimit);
        if (plan.LinkMtu is { } mtu) mapping.Add("link-mtu", mtu);
        if (plan.Managed) mapping.Add("managed", YesNo(true));
        if (plan.OtherConfig) mapping.Add("other-config", YesNo(true));
        if (!plan.NameServers.IsEmpty) mapping.Add("name-server", plan.NameServers.Select(server => YamlText.Quoted(server.ToString())));
        return mapping.ToString();
    }

    private static string Route(ReadOnlySpan<RoutePlan> ways)
    {
        RoutePlan route = ways[0];
        bool isDefault = route.Destination == IpPrefix.DefaultIPv4 || route.Destination == IpPrefix.DefaultIPv6;
        string to = isDefault ? "default" : YamlText.Quoted(route.Destination.ToString());
        FlowMapping mapping = new FlowMapping().Add("to", to);
        if (ways.Length > 1) mapping.Add("via", ways.ToArray().Select(static way => YamlText.Quoted(way.Gateway.ToString())));
        else mapping.Add("via", YamlText.Quoted(route.Gateway.ToString()));
        return mapping.ToString();
    }

    private static string Resolver(ResolverPlan resolver)
    {
        FlowMapping mapping = new FlowMapping().Add("servers", resolver.Servers.Select(server => YamlText.Quoted(server.ToString())));
        if (!resolver.Search.IsEmpty) mapping.Add("search", resolver.Search.Select(YamlText.Quoted));
        return mapping.ToString();
    }

    private static string Application(ApplicationPlan application)
    {
        FlowMapping mapping = new();
        if (application.GivenName is { } name) mapping.AddText("id", name);
        switch (application)
        {
            case PingPlan ping:
                mapping.Add("to", YamlText.Quoted(ping.To.Text)).Add("count", ping.Count).Add("every", DurationText.Format(ping.Every));
                mapping.Add("size", ping.Size).Add("ttl", ping.Ttl);
                TcpWriter.Write(mapping, ping.Dscp);
                break;
            case TraceroutePlan traceroute: TrafficWriter.Write(mapping, traceroute); break;
            case EchoPlan echo: mapping.Add("port", echo.Port).Add("transport", Transports.Words.TextOf(echo.Transport)); break;
            case DiscardPlan discard: mapping.Add("port", discard.Port).Add("transport", Transports.Words.TextOf(discard.Transport)); break;
            case ChargenPlan chargen:
                mapping.Add("port", chargen.Port).Add("transport", Transports.Words.TextOf(chargen.Transport));
                if (chargen.Bytes is { } size) mapping.Add("bytes", DistributionText.Size(size));
                break;
            case HttpPlan http:
                mapping.Add("port", http.Port);
                if (http.Body is { } body) mapping.Add("body", YamlText.Quoted(body));
                if (http.Folder is { } folder) mapping.AddText("folder", folder.Text);
                if (http.Size is { } page) mapping.Add("size", DistributionText.Size(page));
                TcpWriter.Write(mapping, http.Dscp, http.Tcp);
                break;
            case HttpClientPlan client:
                mapping.Add("url", YamlText.Quoted(client.Url)).Add("count", client.Count);
                if (client.Think is { } think) mapping.Add("think", DistributionText.Interval(think));
                else mapping.Add("every", DistributionText.Interval(client.Every));
                TcpWriter.Write(mapping, client.Dscp, client.Tcp);
                break;
            case BulkPlan bulk:
                mapping.Add("to", YamlText.Quoted(bulk.To.Text)).Add("port", bulk.Port);
                if (bulk.Bytes is { } bytes) mapping.Add("bytes", DistributionText.Size(bytes));
                if (bulk.For is { } time) mapping.Add("for", DurationText.Format(time));
                TcpWriter.Write(mapping, bulk.Dscp, bulk.Tcp);
                break;
            case LookupPlan lookup: TrafficWriter.Write(mapping, lookup); break;
            case TrafficPlan traffic: TrafficWriter.Write(mapping, traffic); break;
            case TransferServerPlan transfer: mapping.Add("port", transfer.Port); break;
            case TransferPlan transfer: TrafficWriter.Write(mapping, transfer); break;
            case ReplayPlan replay: TrafficWriter.Write(mapping, replay); break;
            case IperfServerPlan iperf: mapping.Add("port", iperf.Port); break;
            case IperfClientPlan iperf: IperfWriter.Write(mapping, iperf); break;
            case SinkPlan sink: mapping.Add("port", sink.Port); break;
            case DnsPlan dns: ServerWriter.Write(mapping, dns); break;
            case DhcpServerPlan dhcp: ServerWriter.Write(mapping, dhcp); break;
            case Dhcpv6ServerPlan dhcp: ServerWriter.Write(mapping, dhcp); break;
            case MdnsPlan mdns: ServerWriter.Write(mapping, mdns); break;
        }
        mapping.Add("start", DurationText.Format(application.Start));
        if (application.Stop is { } stop) mapping.Add("stop", DurationText.Format(stop));
        if (application.Repeat is { } repeat) mapping.Add("repeat", TrafficWriter.Repeat(repeat));
        return mapping.ToString();
    }
}
