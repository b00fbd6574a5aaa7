using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A MAC address from the names of a node and its interface: the same in every run, on every machine.</summary>
internal static class DerivedMac
{
    private const ulong OffsetBasis = 0xCBF2_9CE4_8422_2325;
    private const ulong Prime = 0x0000_0100_0000_01B3;

    /// <summary>Odd, with bits all over.</summary>
    private const ulong Spread = 0xD6E8_FEB8_6659_FD93;

    /// <summary>IEEE 802: bit 1 of the first byte says "locally administered", bit 0 "group".</summary>
    private const ulong LocallyAdministered = 0x0200_0000_0000;

    private const ulong FreeBits = 0xFCFF_FFFF_FFFF;

    public static MacAddress Of(string node, string @interface)
    {
        ulong hash = Add(Add(Add(OffsetBasis, node), ":"), @interface);
        // FNV-1a carries upwards only: fold the high half down, spread, fold again.
        hash = (hash ^ hash >> 32) * Spread;
        hash ^= hash >> 32;
        return new MacAddress(hash & FreeBits | LocallyAdministered);
    }

    /// <summary>FNV-1a over the UTF-16 units.</summary>
    private static ulong Add(ulong hash, string text)
    {
        foreach (char c in text) hash = (hash ^ c) * Prime;
        return hash;
    }
}
