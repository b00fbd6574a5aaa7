using System.Numerics;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Network;

/// <summary>
/// In which order to try the addresses of one peer (RFC 6724 section 6): 1 those that can be reached, 2 whose scope matches the source's,
/// 3 whose source is not deprecated, 5 whose label matches, 6 of higher precedence, 8 of smaller scope, 9 with more bits in common with
/// the source. Rules 4 and 7 are about mobile nodes and tunnels, which do not exist here. What is alike stays in its order.
/// </summary>
internal static class DestinationSelection
{
    public static void Sort(IpLayer ip, Span<IpAddress> destinations)
    {
        Span<Candidate> candidates = destinations.Length <= 16 ? stackalloc Candidate[destinations.Length] : new Candidate[destinations.Length];
        for (int i = 0; i < candidates.Length; i++) candidates[i] = Judge(ip, destinations[i]);
        // Few, and the order of equals must stay.
        for (int i = 1; i < candidates.Length; i++)
        {
            Candidate moved = candidates[i];
            int at = i;
            for (; at > 0 && IsBetter(moved, candidates[at - 1]); at--) candidates[at] = candidates[at - 1];
            candidates[at] = moved;
        }
        for (int i = 0; i < candidates.Length; i++) destinations[i] = candidates[i].Destination;
    }

    private static Candidate Judge(IpLayer ip, IpAddress destination)
    {
        IpAddress source = default;
        bool isReachable = ip.TryFindPath(destination, Packet.NoInterface, out NetworkPath path)
            && ip.TrySelectSource(destination, path, out source);
        bool isDeprecated = isReachable && path.Egress?.IsDeprecated(source) == true;
        return new Candidate(destination, source, isReachable, isDeprecated);
    }

    private static bool IsBetter(in Candidate a, in Candidate b)
    {
        if (a.IsReachable != b.IsReachable) return a.IsReachable;
        if (!a.IsReachable) return false;
        bool aInScope = AddressRules.Scope(a.Destination) == AddressRules.Scope(a.Source);
        bool bInScope = AddressRules.Scope(b.Destination) == AddressRules.Scope(b.Source);
        if (aInScope != bInScope) return aInScope;
        if (a.IsDeprecated != b.IsDeprecated) return b.IsDeprecated;
        (int precedence, int label) = AddressPolicy.Of(a.Destination);
        (int otherPrecedence, int otherLabel) = AddressPolicy.Of(b.Destination);
        bool aMatches = AddressPolicy.Of(a.Source).Label == label, bMatches = AddressPolicy.Of(b.Source).Label == otherLabel;
        if (aMatches != bMatches) return aMatches;
        if (precedence != otherPrecedence) return precedence > otherPrecedence;
        int scope = AddressRules.Scope(a.Destination), otherScope = AddressRules.Scope(b.Destination);
        if (scope != otherScope) return scope < otherScope;
        if (a.Destination.IsIPv4 || b.Destination.IsIPv4) return false;
        return AddressPolicy.CommonPrefix(a.Source, a.Destination) > AddressPolicy.CommonPrefix(b.Source, b.Destination);
    }

    private readonly record struct Candidate(IpAddress Destination, IpAddress Source, bool IsReachable, bool IsDeprecated);
}

/// <summary>The default policy table of RFC 6724 2.1.</summary>
internal static class AddressPolicy
{
    public static (int Precedence, int Label) Of(IpAddress address)
    {
        if (address.IsIPv4) return (35, 4);
        if (address.IsLoopback) return (50, 0);
        if (address.High >> 48 == 0x2002) return (30, 2);
        if (address.High >> 32 == 0x2001_0000) return (5, 5);
        if (address.High >> 57 == 0xFC >> 1) return (3, 13);
        if (address.High == 0 && address.Low >> 32 == 0) return (1, 3);
        if (address.High >> 54 == 0xFEC0 >> 6) return (1, 11);
        if (address.High >> 48 == 0x3FFE) return (1, 12);
        return (40, 1);
    }

    public static int CommonPrefix(IpAddress a, IpAddress b)
    {
        int high = BitOperations.LeadingZeroCount(a.High ^ b.High);
        return high < 64 ? high : 64 + BitOperations.LeadingZeroCount(a.Low ^ b.Low);
    }
}
