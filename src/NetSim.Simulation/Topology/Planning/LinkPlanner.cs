using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Cables: who is joined with whom, and what the cable is like.</summary>
internal sealed class LinkPlanner(PlanDraft draft, DirectionChecker checker)
{
    private readonly Dictionary<string, Named<LinkPropertiesDocument>> _profiles = [];
    private readonly HashSet<string> _usedProfiles = [];
    private readonly DirectionResolver _directions = new();
    private readonly InterfaceChecker _checker = new(draft);
    private readonly HashSet<DirectionPlan> _knownOdd = [];
    private readonly QueueChecker _queues = new(draft.Diagnostics);

    public void Plan()
    {
        if (draft.Document.Defaults?.Link is { } defaults) checker.Check(defaults);
        foreach (Named<LinkPropertiesDocument> profile in draft.Document.Profiles)
        {
            checker.Check(profile.Value);
            _profiles.Add(profile.Name, profile);
        }
        foreach (Located<LinkDocument> link in draft.Document.Links) PlanLink(link.Value);
        foreach (Named<LinkPropertiesDocument> profile in draft.Document.Profiles)
        {
            if (_usedProfiles.Contains(profile.Name)) continue;
            draft.Diagnostics.AddAtKey(profile.Place, DiagnosticCode.UnusedProfile, "no link uses this profile");
        }
    }

    /// <summary>Once for all links: each of them is as it was written, the trouble comes from all together.</summary>
    public void WarnOfTimelessLinks()
    {
        if (draft.Time.Mode != TimeMode.Virtual) return;
        int first = -1, count = 0;
        foreach (LinkPlan link in draft.Builder.Links)
        {
            if (!TakesNoTime(link.AToB) && !TakesNoTime(link.BToA)) continue;
            if (count++ == 0) first = link.Id;
        }
        if (count == 0) return;
        string others = count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {count - 1} more like it)") : "";
        draft.Diagnostics.AddAtKey(draft.LinkDocuments[first].Place, DiagnosticCode.LinkTakesNoTime,
            $"this link has neither a rate nor a delay{others}: add one, here or under 'defaults', or virtual time may stand still");
    }

    private static bool TakesNoTime(DirectionPlan direction) => direction.Rate.IsUnlimited && direction.Trace.IsNone && direction.Delay == Duration.Zero;

    private void PlanLink(LinkDocument document)
    {
        checker.Check(document.Properties);
        LinkPropertiesDocument[] levels = Levels(document);
        if (document.A is not { } endA || document.B is not { } endB || !TryTake(endA, endB, out int a, out int b))
        {
            draft.HasBrokenLinks = true;
            return;
        }
        (Located<int>? mtu, Framing? stated) = (null, null);
        foreach (LinkPropertiesDocument level in levels)
        {
            mtu ??= level.Mtu;
            stated ??= level.Framing;
        }
        Framing framing = stated ?? Framing.Ethernet;
        CheckFraming(document, framing, a, b);
        CheckMtus(mtu, a, b);
        Resolved directions = _directions.Resolve(levels);
        _queues.Check(levels, directions);
        int id = draft.Builder.AddLink(a, b, new LinkSettings
        {
            Name = document.Id?.Value,
            AToB = directions.AToB,
            BToA = directions.BToA,
            Mtu = mtu?.Value,
            Framing = framing,
            State = document.State,
        });
        draft.LinkDocuments.Add(document);
        int largest = (mtu?.Value ?? Math.Max(UsualMtu(a), UsualMtu(b))) + (framing == Framing.Ethernet ? EthernetView.HeaderLength : 0);
        CheckDirection(document, directions.AToB, largest);
        if (directions.BToA != directions.AToB) CheckDirection(document, directions.BToA, largest);
        if (document.Id is not { } name || draft.NamedLinks.TryAdd(name.Value, id)) return;
        Place first = draft.LinkDocuments[draft.NamedLinks[name.Value]].Place;
        draft.Diagnostics.Add(name.Place, DiagnosticCode.DuplicateLink, $"the id {Quoted.Text(name.Value)} is taken by {first.Path}");
    }

    /// <summary>The link, its profile, the defaults: the most specific first.</summary>
    private LinkPropertiesDocument[] Levels(LinkDocument document)
    {
        List<LinkPropertiesDocument> levels = [document.Properties];
        if (document.Profile is { } named)
        {
            if (_profiles.TryGetValue(named.Value, out Named<LinkPropertiesDocument>? profile)) levels.Add(profile.Value);
            else
            {
                draft.Diagnostics.Add(named.Place, DiagnosticCode.UnknownProfile,
                    $"there is no profile {Quoted.Text(named.Value)}{Spelling.DidYouMean(named.Value, ProfileNames)}");
            }
            _usedProfiles.Add(named.Value);
        }
        if (draft.Document.Defaults?.Link is { } defaults) levels.Add(defaults);
        return [.. levels];
    }

    private IEnumerable<string> ProfileNames => draft.Document.Profiles.Select(profile => profile.Name);

    private bool TryTake(EndpointDocument endA, EndpointDocument endB, out int a, out int b)
    {
        bool isFree = TryTake(endA, out a);
        isFree &= TryTake(endB, out b);
        return isFree && AreTwoNodes(endB, a, b);
    }

    private bool TryTake(EndpointDocument endpoint, out int id)
    {
        if (!draft.TryFindInterface(endpoint, out id)) return false;
        InterfacePlan plan = draft.Builder.Interfaces[id];
        bool isFree = !draft.InterfaceSources[id].IsMentioned && plan.Attachment == Attachment.None;
        draft.InterfaceSources[id] = draft.InterfaceSources[id] with { IsMentioned = true };
        if (isFree) return true;
        string by = plan.Attachment switch
        {
            Attachment.Tun => "a TUN device",
            Attachment.Tap => "a TAP device",
            Attachment.Packet => "an interface of this machine",
            Attachment.Vxlan => "a wire to another machine",
            Attachment.Vlan => "another interface, as one of its VLANs",
            Attachment.Tunnel => "a tunnel",
            Attachment.Link => draft.LinkDocuments[plan.AttachedTo].Place.Path,
            _ => "another link",
        };
        draft.Diagnostics.Add(endpoint.Place, DiagnosticCode.PluggedTwice, $"{endpoint} is plugged into {by} already");
        return false;
    }

    private bool AreTwoNodes(EndpointDocument end, int a, int b)
    {
        if (draft.Builder.Interfaces[a].NodeId != draft.Builder.Interfaces[b].NodeId) return true;
        draft.Diagnostics.Add(end.Place, DiagnosticCode.SelfLink, $"both ends of the link are at {end.Node.Value}");
        return false;
    }

    private void CheckFraming(LinkDocument document, Framing framing, int a, int b)
    {
        if (framing == Framing.Ethernet) return;
        foreach (int end in (ReadOnlySpan<int>)[a, b])
        {
            int node = draft.Builder.Interfaces[end].NodeId;
            NodeKind kind = draft.Builder.Nodes[node].Kind;
            if (kind == NodeKind.Netns)
            {
                draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.SwitchNeedsEthernet,
                    $"{draft.NodeName(node)} is a network namespace, whose interfaces are TAP devices: leave 'framing: ip' out");
            }
            else if (kind.IsBridge())
            {
                draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.SwitchNeedsEthernet,
                    $"{draft.NodeName(node)} is a {(kind == NodeKind.Hub ? "hub" : "switch")}, which knows only Ethernet: leave 'framing: ip' out");
            }
            else if (draft.InterfaceSources[end].Document?.Mac is { } mac)
            {
                draft.Diagnostics.AddAtKey(mac.Place, DiagnosticCode.KeyNotForKind,
                    "the link of this interface carries bare IP packets: 'mac' means nothing here");
            }
        }
    }

    /// <summary>What an interface sends that its link does not bound.</summary>
    private int UsualMtu(int end) => draft.Builder.Interfaces[end].Mtu is var own and > 0 ? own : TopologyPlanBuilder.DefaultMtu;

    /// <summary>What only link, profile and defaults together show; said once for all links that are alike.</summary>
    private void CheckDirection(LinkDocument document, DirectionPlan direction, int largest)
    {
        bool isTight = !direction.Bucket.IsNone && direction.Bucket.LargestPacket < largest;
        if ((!direction.ReordersNothing && !isTight) || !_knownOdd.Add(direction)) return;
        if (direction.ReordersNothing) draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.ReorderWithoutDelay, DirectionChecker.ReordersNothing);
        if (!isTight) return;
        draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.BucketTooSmall,
            string.Create(CultureInfo.InvariantCulture,
                $"frames of up to {largest} bytes may come, and the bucket lets none pass above {direction.Bucket.LargestPacket}: it drops them"));
    }

    private void CheckMtus(Located<int>? ofLink, int a, int b)
    {
        if (ofLink is not { } mtu) return;
        foreach (int end in (ReadOnlySpan<int>)[a, b])
        {
            if (draft.InterfaceSources[end].Document is not { } document) continue;
            if (!_checker.CheckMtu(mtu, document.Addresses)) return;
            if (document.Mtu is not { } own || own.Value <= mtu.Value) continue;
            draft.Diagnostics.Add(own.Place, DiagnosticCode.MtuAboveLink,
                string.Create(CultureInfo.InvariantCulture,
                    $"packets of {own.Value} bytes do not fit the link, which carries {mtu.Value}: it drops them"));
        }
    }
}
