using System.Collections.Immutable;
using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Vlan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Switches and hubs: how many ports, which VLANs are on them, what is copied where.</summary>
internal sealed class SwitchPlanner(PlanDraft draft)
{
    public void Plan(Named<NodeDocument> node)
    {
        NodeDocument document = node.Value;
        bool isHub = document.Kind == NodeKind.Hub;
        string noun = isHub ? "hub" : "switch";
        Refuse(document, noun);
        int count = document.Ports is { } ports ? CountOf(ports) : 0;
        if (document.Ports is null && !document.IsDamaged)
        {
            draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.MissingKey, $"the key 'ports' is missing (how many ports the {noun} has)");
        }
        if (isHub) RefuseOnHub(document);
        SwitchPlan? settings = isHub ? null : Settings(document, count);
        int first = isHub ? draft.Builder.AddHub(node.Name, count) : draft.Builder.AddSwitch(node.Name, count, settings);
        draft.Register(node, draft.Builder.Nodes.Length - 1);
        for (int port = 0; port < count; port++) draft.Register(first + port, new InterfaceSource(document.Place, null));
    }

    private void Refuse(NodeDocument document, string noun)
    {
        Refuse(document.Interfaces?.Place, "interfaces");
        Refuse(document.Routes?.Place, "routes");
        Refuse(document.Tcp?.Place, "tcp");
        Refuse(document.Applications?.Place, "apps");
        Refuse(document.Resolver?.Place, "resolver");
        Refuse(document.Commands?.Place, "exec");

        void Refuse(Place? place, string key)
        {
            if (place is not null) draft.Diagnostics.AddAtKey(place, DiagnosticCode.KeyNotForKind, $"a {noun} has no {key}: it knows only Ethernet");
        }
    }

    private void RefuseOnHub(NodeDocument document)
    {
        Refuse(document.Ageing?.Place, "learns nothing that could be forgotten");
        Refuse(document.Mirror?.Place, "sends everything to all ports anyway");
        Refuse(document.SpanningTree?.Place, "repeats everything, and speaks no protocol");
        foreach (Named<PortDocument> port in document.Ports?.Value.Stated ?? [])
        {
            if (port.Value.Access is not null || port.Value.Trunk is not null) Refuse(port.Value.Place, "knows nothing of VLANs");
            if (port.Value.Edge is not null) Refuse(port.Value.Edge.Place, "has no spanning tree that a port could be at the edge of");
        }

        void Refuse(Place? place, string reason)
        {
            if (place is not null) draft.Diagnostics.AddAtKey(place, DiagnosticCode.KeyNotForKind, $"a hub {reason}");
        }
    }

    private int CountOf(Located<PortsDocument> ports)
    {
        int most = ports.Value.Count;
        foreach (Named<PortDocument> port in ports.Value.Stated)
        {
            if (TryNumber(port, out int number)) most = Math.Max(most, number);
            else
            {
                draft.Diagnostics.AddAtKey(port.Place, DiagnosticCode.UnknownPort,
                    string.Create(CultureInfo.InvariantCulture, $"{Quoted.Text(port.Name)} is not the number of a port: 1 to {PortsDocument.Most}"));
            }
        }
        return most;
    }

    private static bool TryNumber(Named<PortDocument> port, out int number) =>
        int.TryParse(port.Name, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number is >= 1 and <= PortsDocument.Most && TopologyPlanBuilder.PortName(number) == port.Name;

    /// <summary>Null: nothing beyond what every switch does.</summary>
    private SwitchPlan? Settings(NodeDocument document, int count)
    {
        SwitchPlan plan = SwitchPlan.Default with { Vlans = Vlans(document, count), Mirror = Mirror(document, count), SpanningTree = SpanningTree(document) };
        if (document.Ageing is { } ageing)
        {
            plan = plan with { Ageing = ageing.Value };
            if (ageing.Value <= Wire.Time.Duration.Zero)
            {
                draft.Diagnostics.Add(ageing.Place, DiagnosticCode.OutOfRange, "a switch that forgets at once never learns: write, say, 300 s");
            }
        }
        return plan == SwitchPlan.Default ? null : plan;
    }

    private SpanningTreePlan? SpanningTree(NodeDocument document)
    {
        List<int> edges = [];
        foreach (Named<PortDocument> port in document.Ports?.Value.Stated ?? [])
        {
            if (port.Value.Edge is not { } edge) continue;
            if (edge.Value && TryNumber(port, out int number)) edges.Add(number - 1);
            if (document.SpanningTree is not null) continue;
            draft.Diagnostics.AddAtKey(edge.Place, DiagnosticCode.EdgeWithoutTree, "a switch without a spanning tree has no use for 'edge': add 'stp: rstp'");
        }
        edges.Sort();
        return document.SpanningTree is { } tree ? new SpanningTreePlanner(draft).Plan(tree.Value) with { EdgePorts = [.. edges] } : null;
    }

    /// <summary>By port; none if no port speaks of VLANs.</summary>
    private ImmutableArray<PortVlansPlan> Vlans(NodeDocument document, int count)
    {
        List<Named<PortDocument>> stated = document.Ports?.Value.Stated ?? [];
        if (!stated.Exists(static port => port.Value.Access is not null || port.Value.Trunk is not null)) return [];
        // As the kernel's bridge has it: a port of which nothing is said is in VLAN 1.
        PortVlansPlan[] vlans = new PortVlansPlan[count];
        Array.Fill(vlans, new PortVlansPlan(VlanTag.DefaultVlan, []));
        foreach (Named<PortDocument> port in stated)
        {
            if (TryNumber(port, out int number)) vlans[number - 1] = Vlans(port.Value);
        }
        return [.. vlans];
    }

    private static PortVlansPlan Vlans(PortDocument port)
    {
        if (port.Trunk is not { } trunk) return new PortVlansPlan(port.Access?.Value ?? VlanTag.DefaultVlan, []);
        int native = port.Native?.Value ?? 0;
        return new PortVlansPlan(native, [.. trunk.Value.Select(static vlan => vlan.Value).Where(vlan => vlan != native).Distinct().Order()]);
    }

    private MirrorPlan? Mirror(NodeDocument document, int count)
    {
        if (document.Mirror is not { } mirror || mirror.Value.To is not { } to || mirror.Value.From is not { } from) return null;
        List<int> sources = [];
        bool isGood = HasPort(to, count);
        foreach (Located<int> port in from.Value)
        {
            isGood &= HasPort(port, count);
            sources.Add(port.Value - 1);
            if (port.Value != to.Value) continue;
            draft.Diagnostics.Add(port.Place, DiagnosticCode.MirrorOfItself, "the port that the copies leave by cannot be copied itself");
            isGood = false;
        }
        return isGood ? new MirrorPlan([.. sources.Distinct().Order()], to.Value - 1) : null;
    }

    private bool HasPort(Located<int> port, int count)
    {
        if (port.Value <= count) return true;
        draft.Diagnostics.Add(port.Place, DiagnosticCode.UnknownPort,
            string.Create(CultureInfo.InvariantCulture, $"there is no port {port.Value}: the ports are 1 to {count}"));
        return false;
    }
}
