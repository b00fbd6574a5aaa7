using System.Numerics;
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
        int label = Label(destination);
        bool matches = Label(candidate) == label, bestMatches = Label(best) == label;
        if (matches != bestMatches) return matches;
        return CommonPrefix(candidate, destination) > CommonPrefix(best, destination);
    }

    /// <summary>The default policy table of RFC 6724 2.1.</summary>
    private static int Label(IpAddress address)
    {
        if (address.IsLoopback) return 0;
        if (address.High >> 48 == 0x2002) return 2;
        if (address.High >> 32 == 0x2001_0000) return 5;
        if (address.High >> 57 == 0xFC >> 1) return 13;
        if (address.High == 0 && address.Low >> 32 == 0) return 3;
        if (address.High >> 54 == 0xFEC0 >> 6) return 11;
        if (address.High >> 48 == 0x3FFE) return 12;
        return 1;
    }

    private static int CommonPrefix(IpAddress a, IpAddress b)
    {
        int high = BitOperations.LeadingZeroCount(a.High ^ b.High);
        return high < 64 ? high : 64 + BitOperations.LeadingZeroCount(a.Low ^ b.Low);
    }
}
