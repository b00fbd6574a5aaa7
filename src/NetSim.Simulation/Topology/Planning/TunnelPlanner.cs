using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Interfaces of hosts and routers that are ends of tunnels.</summary>
internal sealed class TunnelPlanner(PlanDraft draft)
{
    /// <summary>When the node has all its interfaces.</summary>
    public void Plan(int node)
    {
        NodePlan plan = draft.Builder.Nodes[node];
        for (int id = plan.FirstInterface; id < plan.FirstInterface + plan.InterfaceCount; id++)
        {
            if (draft.InterfaceSources[id].Document is { Tunnel: { } tunnel } document) Plan(id, tunnel, document);
        }
    }

    /// <summary>With all nodes known: whether somebody is at the other end.</summary>
    public static void CheckEnds(PlanDraft draft)
    {
        foreach (TunnelPlan tunnel in draft.Builder.Tunnels)
        {
            if (TunnelPlan.FarEndOf(tunnel, draft.Builder.Tunnels) >= 0 || OwnerOf(draft, tunnel.Options.Remote) is not { } owner) continue;
            TunnelDocument document = draft.InterfaceSources[tunnel.InterfaceId].Document!.Tunnel!.Value;
            draft.Diagnostics.Add(document.Remote!.Place, DiagnosticCode.TunnelWithoutEnd,
                $"{owner} has this address, and no {TunnelDocument.ModeWords.TextOf(tunnel.Options.Mode)} tunnel that fits: "
                + $"its local is {tunnel.Options.Remote}, its remote {tunnel.Options.Local}, and key, id and dstport are the same");
        }
    }

    private static string? OwnerOf(PlanDraft draft, IpAddress address)
    {
        foreach (InterfacePlan plan in draft.Builder.Interfaces)
        {
            foreach (IpPrefix own in plan.Addresses)
            {
                if (own.Address == address) return draft.NodeName(plan.NodeId);
            }
        }
        return null;
    }

    private void Plan(int id, Located<TunnelDocument> located, InterfaceDocument owner)
    {
        TunnelDocument document = located.Value;
        if (document.Mode is not { } mode || document.Local is not { } local || document.Remote is not { } remote) return;
        bool isPlain = CheckKeys(document, mode.Value, located.Place) & CheckEnds(mode.Value, local, remote) & CheckAddresses(mode.Value, owner);
        isPlain &= CheckLocal(draft.Builder.Interfaces[id].NodeId, local);
        if (!isPlain) return;
        var options = new TunnelOptions
        {
            Mode = mode.Value,
            Local = local.Value,
            Remote = remote.Value,
            Key = document.Key?.Value,
            Vni = document.Id?.Value ?? 0,
            Port = document.Port?.Value ?? Wire.Vxlan.VxlanHeader.Port,
            TimeToLive = document.Ttl is { } ttl ? (ttl.Value == 0 ? null : ttl.Value) : 64,
            PathMtuDiscovery = document.PathMtuDiscovery?.Value ?? mode.Value != TunnelMode.Vxlan ? PathMtuDiscovery.On : PathMtuDiscovery.Off,
            HasChecksum = document.Checksum?.Value ?? false,
            HasSequenceNumbers = document.Sequence?.Value ?? false,
        };
        foreach (TunnelPlan other in draft.Builder.Tunnels)
        {
            if (!IsSame(other.Options, options)) continue;
            draft.Diagnostics.Add(remote.Place, DiagnosticCode.DuplicateTunnel,
                $"{draft.EndpointName(other.InterfaceId)} is such a tunnel already: give each a key (gre) or an id (vxlan) of its own");
            return;
        }
        // One that is plugged into a device, too, was reported.
        if (draft.Builder.Interfaces[id].Attachment == Attachment.None) draft.Builder.AddTunnel(id, options);
    }

    /// <summary>What came from the other end would be for both.</summary>
    private static bool IsSame(TunnelOptions a, TunnelOptions b)
    {
        bool isSameWay = a.Local == b.Local && a.Remote == b.Remote && a.Mode == b.Mode && a.Key == b.Key;
        return isSameWay && a.Vni == b.Vni && a.Port == b.Port;
    }

    private bool CheckKeys(TunnelDocument document, TunnelMode mode, Place place)
    {
        bool isGre = mode == TunnelMode.Gre, isVxlan = mode == TunnelMode.Vxlan;
        bool fits = isGre || (Refuse(document.Key?.Place, "key", "gre") & Refuse(document.Checksum?.Place, "csum", "gre") & Refuse(document.Sequence?.Place, "seq", "gre"));
        fits &= isVxlan || (Refuse(document.Id?.Place, "id", "vxlan") & Refuse(document.Port?.Place, "dstport", "vxlan"));
        if (!isVxlan || document.Id is not null || document.IsDamaged) return fits;
        draft.Diagnostics.AddAtKey(place, DiagnosticCode.MissingKey, "the key 'id' is missing (the virtual network of a vxlan)");
        return false;
    }

    private bool Refuse(Place? place, string key, string mode)
    {
        if (place is not null) draft.Diagnostics.AddAtKey(place, DiagnosticCode.KeyNotForKind, $"only a tunnel of mode {mode} has '{key}'");
        return place is null;
    }

    private bool CheckEnds(TunnelMode mode, Located<IpAddress> local, Located<IpAddress> remote)
    {
        string word = TunnelDocument.ModeWords.TextOf(mode);
        if (local.Value.IsIPv4 != remote.Value.IsIPv4)
        {
            return Refuse(remote.Place, $"{local.Value} and {remote.Value} are of different families");
        }
        if (!OverRight(mode, local.Value)) return Refuse(local.Place, $"a tunnel of mode {word} goes over IPv{(local.Value.IsIPv4 ? 6 : 4)}, and {local.Value} is none of it");
        if (remote.Value.IsMulticast || remote.Value.IsUnspecified || remote.Value == local.Value)
        {
            return Refuse(remote.Place, $"{remote.Value} cannot be the other end: it must be the address of one other node");
        }
        return true;
    }

    private static bool OverRight(TunnelMode mode, IpAddress address) => Sample(mode).GoesOver(address.Family);

    private static TunnelOptions Sample(TunnelMode mode) => new() { Mode = mode, Local = default, Remote = default };

    private bool Refuse(Place place, string reason)
    {
        draft.Diagnostics.Add(place, DiagnosticCode.TunnelFamilies, reason);
        return false;
    }

    private bool CheckAddresses(TunnelMode mode, InterfaceDocument owner)
    {
        foreach (Located<IpPrefix> address in owner.Addresses)
        {
            if (Sample(mode).Carries(address.Value.Address.Family)) continue;
            return Refuse(address.Place, $"a tunnel of mode {TunnelDocument.ModeWords.TextOf(mode)} carries no IPv{(address.Value.Address.IsIPv4 ? 4 : 6)}");
        }
        return true;
    }

    private bool CheckLocal(int node, Located<IpAddress> local)
    {
        NodePlan plan = draft.Builder.Nodes[node];
        List<string> own = [];
        bool findsOne = false;
        for (int id = plan.FirstInterface; id < plan.FirstInterface + plan.InterfaceCount; id++)
        {
            InterfaceDocument? document = draft.InterfaceSources[id].Document;
            findsOne |= document is null || document.IsDamaged || document.Dhcp.Value || document.Slaac?.Value == true || document.LinkLocal?.Value == true;
            foreach (IpPrefix address in draft.Builder.Interfaces[id].Addresses)
            {
                if (address.Address == local.Value) return true;
                own.Add(address.Address.ToString());
            }
        }
        if (findsOne) return true;
        draft.Diagnostics.Add(local.Place, DiagnosticCode.TunnelElsewhere,
            $"{local.Value} is no address of {plan.Name}{(own.Count == 0 ? "" : $" (it has {string.Join(", ", own)})")}");
        return false;
    }
}
