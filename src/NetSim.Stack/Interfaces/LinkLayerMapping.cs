using NetSim.Wire.Addresses;

namespace NetSim.Stack.Interfaces;

/// <summary>How IP addresses follow from Ethernet addresses and the other way round.</summary>
internal static class LinkLayerMapping
{
    private const ulong GroupPrefixIPv4 = 0x01005E_000000;
    private const ulong GroupPrefixIPv6 = 0x3333_00000000;
    private const ulong LinkScope = 0xFF02_0000_0000_0000;
    private const ulong LinkLocalHigh = 0xFE80_0000_0000_0000;

    public static readonly IpAddress AllHosts = IpAddress.FromIPv4(224, 0, 0, 1);
    public static readonly IpAddress AllRoutersIPv4 = IpAddress.FromIPv4(224, 0, 0, 2);
    public static readonly IpAddress AllNodes = new(LinkScope, 1);
    public static readonly IpAddress AllRouters = new(LinkScope, 2);
    public static readonly IpPrefix LinkLocalPrefix = new(new IpAddress(LinkLocalHigh, 0), 64);

    /// <summary>RFC 1112 6.4: the low 23 bits; RFC 2464 section 7: the low 32.</summary>
    public static MacAddress GroupMac(IpAddress group) => group.IsIPv4
        ? new MacAddress(GroupPrefixIPv4 | group.IPv4Value & 0x7F_FFFF)
        : new MacAddress(GroupPrefixIPv6 | group.Low & 0xFFFF_FFFF);

    public static bool IsOfRouters(IpAddress group) => group == AllRoutersIPv4 || group == AllRouters;

    public static bool IsOfRouters(MacAddress group) => group == GroupMac(AllRoutersIPv4) || group == GroupMac(AllRouters);

    /// <summary>RFC 4291 appendix A: the modified EUI-64, with the universal bit turned over.</summary>
    public static IpAddress LinkLocal(MacAddress mac)
    {
        ulong value = mac.Value;
        ulong identifier = (value >> 24 ^ 0x02_0000) << 40 | 0xFFFEUL << 24 | value & 0xFF_FFFF;
        return new IpAddress(LinkLocalHigh, identifier);
    }
}
