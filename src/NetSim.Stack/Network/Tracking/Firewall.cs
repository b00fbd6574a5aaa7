using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Network.Tracking;

/// <summary>Looks for the first rule that matches, and counts it.</summary>
/// <param name="options">The chain.</param>
/// <param name="counts">One place for each rule, and one for the policy.</param>
internal sealed class Firewall(FirewallOptions options, Memory<RuleCount> counts)
{
    private readonly FirewallRule[] _rules = [.. options.Rules];

    public static int PlacesOf(FirewallOptions? options) => options is null ? 0 : options.Rules.Length + 1;

    public FirewallAction Decide(Packet packet, in Flow flow, TrackingStates state)
    {
        int at = 0;
        while (at < _rules.Length && !Matches(_rules[at], packet, flow, state)) at++;
        ref RuleCount count = ref counts.Span[at];
        count = new RuleCount(count.Packets + 1, count.Bytes + packet.Length);
        return at < _rules.Length ? _rules[at].Action : options.Policy;
    }

    private static bool Matches(FirewallRule rule, Packet packet, in Flow flow, TrackingStates state)
    {
        if (rule.States != TrackingStates.None && (rule.States & state) == 0) return false;
        if (rule.In is { } ingress && ingress != packet.Ingress) return false;
        if (rule.Out is { } egress && egress != packet.Egress) return false;
        if (rule.Protocol is { } protocol && protocol != flow.Protocol) return false;
        if (!Matches(rule.Sources, flow.Source.Address) || !Matches(rule.Destinations, flow.Destination.Address)) return false;
        bool needsPorts = rule.SourcePorts.Length > 0 || rule.DestinationPorts.Length > 0;
        if (!needsPorts) return true;
        bool hasPorts = flow.Kind is FlowKind.Segment or FlowKind.Datagram;
        return hasPorts && Matches(rule.SourcePorts, flow.Source.Port) && Matches(rule.DestinationPorts, flow.Destination.Port);
    }

    private static bool Matches(ImmutableArray<IpPrefix> prefixes, IpAddress address)
    {
        if (prefixes.IsEmpty) return true;
        for (int i = 0; i < prefixes.Length; i++)
            if (prefixes[i].Contains(address)) return true;
        return false;
    }

    private static bool Matches(ImmutableArray<PortRange> ranges, ushort port)
    {
        if (ranges.IsEmpty) return true;
        for (int i = 0; i < ranges.Length; i++)
            if (ranges[i].Contains(port)) return true;
        return false;
    }
}
