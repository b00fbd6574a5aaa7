using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;

namespace NetSim.Stack.Network;

/// <summary>Which of an interface's addresses to speak with.</summary>
internal static class SourceSelection
{
    /// <summary>
    /// IPv4: the address whose subnet the next hop is in, else the first. IPv6: the rules of RFC 6724 section 5 that apply where no
    /// address is temporary or mobile: 1 the destination itself, 2 appropriate scope, 3 not deprecated, 6 matching label, 8 longest
    /// common prefix.
    /// </summary>
    public static bool TrySelect(NetworkInterface port, IpAddress destination, IpAddress nextHop, out IpAddress source)
    {
        if (destination.IsIPv4) return port.Addresses.TryFindFor(nextHop.IsIPv4 ? nextHop : destination, out source) && source.IsIPv4;
        source = default;
        bool found = false;
        foreach (IpPrefix prefix in port.Prefixes)
        {
            if (prefix.Address.IsIPv4) continue;
            if (found && !IsBetter(port, prefix.Address, source, destination)) continue;
            source = prefix.Address;
            found = true;
        }
        return found;
    }

    private static bool IsBetter(NetworkInterface port, IpAddress candidate, IpAddress best, IpAddress destination)
    {
        if (best == destination) return false;
        if (candidate == destination) return true;
        int scope = AddressRules.Scope(candidate), bestScope = AddressRules.Scope(best), wanted = AddressRules.Scope(destination);
        if (scope != bestScope) return scope < bestScope ? scope >= wanted : bestScope < wanted;
        bool isDeprecated = port.IsDeprecated(candidate);
        if (isDeprecated != port.IsDeprecated(best)) return !isDeprecated;
        int label = AddressPolicy.Of(destination).Label;
        bool matches = AddressPolicy.Of(candidate).Label == label, bestMatches = AddressPolicy.Of(best).Label == label;
        if (matches != bestMatches) return matches;
        return AddressPolicy.CommonPrefix(candidate, destination) > AddressPolicy.CommonPrefix(best, destination);
    }
}
