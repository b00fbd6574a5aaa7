using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>
/// What only shows when the cables are plugged in: loops of switches, neighbours in other subnets, addresses taken twice.
/// </summary>
internal sealed class SegmentChecker(PlanDraft draft, Segments segments)
{
    private readonly Dictionary<NetworkKey, int> _members = [];
    private readonly Dictionary<NetworkKey, int> _segmentOfSubnet = [];
    private readonly Dictionary<NetworkKey, int> _macs = [];
    private readonly Dictionary<NetworkKey, int> _linkLocals = [];

    // By segment, the first two interfaces with an address (plus one), which is all that a message can say.
    private readonly int[] _first = new int[draft.Builder.Interfaces.Length];
    private readonly int[] _second = new int[draft.Builder.Interfaces.Length];

    public void Check()
    {
        foreach (int link in segments.Loops)
        {
            draft.Diagnostics.AddAtKey(draft.LinkDocuments[link].Place, DiagnosticCode.SwitchLoop,
                "this link closes a loop of switches, in which a broadcast would circle for ever: "
                + "leave one link of the loop out, or give each of its switches 'stp: rstp'");
        }
        foreach (InterfacePlan plan in draft.Builder.Interfaces) Gather(plan);
        foreach (InterfacePlan plan in draft.Builder.Interfaces)
        {
            if (!IsPort(plan)) Check(plan);
        }
    }

    private bool IsPort(in InterfacePlan plan) => draft.Builder.Nodes[plan.NodeId].Kind.IsBridge();

    private void Gather(in InterfacePlan plan)
    {
        int segment = segments.Of(plan.Id);
        if (plan.Addresses.IsEmpty) return;
        if (_first[segment] == 0) _first[segment] = plan.Id + 1;
        else if (_second[segment] == 0) _second[segment] = plan.Id + 1;
        foreach (IpPrefix address in plan.Addresses)
        {
            NetworkKey key = NetworkKey.Of(segment, address.Network);
            _members[key] = _members.GetValueOrDefault(key) + 1;
        }
    }

    private void Check(in InterfacePlan plan)
    {
        InterfaceSource source = draft.InterfaceSources[plan.Id];
        if (plan.Attachment == Attachment.None && source.Document is not ({ Vlan: not null } or { Tunnel: not null }) && !source.IsMentioned && !draft.HasBrokenLinks && !IsLoopback(plan))
        {
            draft.Diagnostics.AddAtKey(source.Place, DiagnosticCode.Unplugged, "this interface is plugged into nothing: no link names it");
        }
        if (plan.Framing == Framing.Ethernet && plan.Attachment == Attachment.Link) CheckMac(plan, source);
        foreach (Located<IpPrefix> address in source.Document!.Addresses)
        {
            // One that the interface cannot have is no member of anything.
            if (!plan.Addresses.Contains(address.Value)) continue;
            if (address.Value.Address.IsLinkLocal) CheckLinkLocal(plan, address);
            else CheckSubnet(plan, address);
        }
    }

    /// <summary>Single addresses alone: an address of the node itself, which needs no cable.</summary>
    private static bool IsLoopback(in InterfacePlan plan)
    {
        foreach (IpPrefix address in plan.Addresses)
        {
            if (address.Length < address.Address.BitLength) return false;
        }
        return !plan.Addresses.IsEmpty;
    }

    private void CheckMac(in InterfacePlan plan, InterfaceSource source)
    {
        MacAddress mac = plan.Mac == default ? DerivedMac.Of(draft.NodeName(plan.NodeId), plan.Name) : plan.Mac;
        NetworkKey key = NetworkKey.Of(segments.Of(plan.Id), mac);
        if (_macs.TryAdd(key, plan.Id)) return;
        Place place = source.Document?.Mac?.Place ?? source.Place;
        draft.Diagnostics.Add(place, DiagnosticCode.DuplicateMacAddress,
            $"{mac} is the MAC address of {draft.EndpointName(_macs[key])} on the same Ethernet: give this interface another one");
    }

    private void CheckLinkLocal(in InterfacePlan plan, Located<IpPrefix> address)
    {
        NetworkKey key = NetworkKey.Of(segments.Of(plan.Id), address.Value.Address);
        if (_linkLocals.TryAdd(key, plan.Id)) return;
        draft.Diagnostics.Add(address.Place, DiagnosticCode.DuplicateAddress,
            $"{address.Value.Address} is the address of {draft.EndpointName(_linkLocals[key])} on the same link");
    }

    private void CheckSubnet(in InterfacePlan plan, Located<IpPrefix> address)
    {
        // A single address is a subnet of its own, and needs no neighbour.
        if (plan.Attachment == Attachment.None || address.Value.Length == address.Value.Address.BitLength) return;
        int segment = segments.Of(plan.Id);
        IpPrefix subnet = address.Value.Network;
        if (plan.Attachment is Attachment.Link or Attachment.Vlan && _members[NetworkKey.Of(segment, subnet)] == 1) WarnOfMismatch(plan, address, segment);
        NetworkKey key = NetworkKey.Of(subnet);
        if (_segmentOfSubnet.TryAdd(key, segment) || _segmentOfSubnet[key] == segment) return;
        draft.Diagnostics.Add(address.Place, DiagnosticCode.SubnetOnTwoLinks,
            $"{subnet} lies on another link too, at {draft.EndpointName(FirstOf(_segmentOfSubnet[key], subnet))}: neither side can reach the other");
    }

    private void WarnOfMismatch(in InterfacePlan plan, Located<IpPrefix> address, int segment)
    {
        int other = (_first[segment] == plan.Id + 1 ? _second[segment] : _first[segment]) - 1;
        // An end without any address is reported as such.
        if (other < 0) return;
        string addresses = string.Join(" and ", draft.Builder.Interfaces[other].Addresses);
        draft.Diagnostics.Add(address.Place, DiagnosticCode.SubnetMismatch,
            string.Create(CultureInfo.InvariantCulture,
                $"nobody else on the link is in {address.Value.Network}: {draft.EndpointName(other)} has {addresses}"));
    }

    private int FirstOf(int segment, IpPrefix subnet)
    {
        foreach (InterfacePlan plan in draft.Builder.Interfaces)
        {
            if (segments.Of(plan.Id) != segment) continue;
            foreach (IpPrefix address in plan.Addresses)
            {
                if (address.Network == subnet) return plan.Id;
            }
        }
        return segment;
    }
}
