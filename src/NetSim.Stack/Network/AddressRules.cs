using NetSim.Wire.Addresses;

namespace NetSim.Stack.Network;

/// <summary>Which addresses may stand where (RFC 1122 3.2.1.3, RFC 1812 5.3.7, RFC 4291 section 2).</summary>
internal static class AddressRules
{
    /// <summary>Neither 0/8, 127/8, a group, reserved nor everybody: 1 to 223, without 127.</summary>
    public static bool IsPlainIPv4(uint address) => (address >> 24) - 1 < 223 && address >> 24 != 127;

    /// <summary>169.254/16 never leaves its link (RFC 3927 2.7).</summary>
    public static bool IsLinkLocalIPv4(uint address) => address >> 16 == 0xA9FE;

    /// <summary>May stand in the source field of a packet that came from a link, except that an own address may not.</summary>
    public static bool IsPossibleSource(IpAddress source, IpAddress destination)
    {
        // "This host on this network" speaks only before it has an address, and then to a group (RFC 1122 3.2.1.3 a, RFC 4291 2.5.2).
        if (source.IsUnspecified) return destination.IsMulticast || destination == IpAddress.BroadcastIPv4;
        return source.IsIPv4 ? IsPlainIPv4(source.IPv4Value) : !source.IsMulticast && !source.IsLoopback;
    }

    /// <summary>May stand in the destination field of a packet that came from a link.</summary>
    public static bool IsPossibleDestination(IpAddress destination)
    {
        if (destination.IsMulticast || destination == IpAddress.BroadcastIPv4) return true;
        return destination.IsIPv4 ? IsPlainIPv4(destination.IPv4Value) : !destination.IsUnspecified && !destination.IsLoopback;
    }

    /// <summary>
    /// RFC 4291 2.7: interface-local and link-local groups stay on the link, as do 224.0.0.0/24 and link-local addresses.
    /// </summary>
    public static int Scope(IpAddress address)
    {
        const int LinkLocal = 2, Global = 14;
        if (address.IsIPv4) return address.IsLinkLocal || address.IsLoopback ? LinkLocal : Global;
        if (address.IsMulticast) return (int)(address.High >> 48) & 0xF;
        return address.IsLinkLocal || address.IsLoopback ? LinkLocal : Global;
    }
}
