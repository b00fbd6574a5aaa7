using NetSim.Wire.Addresses;

namespace NetSim.Devices.Netlink;

/// <summary>IP addresses as rtnetlink carries them: 4 or 16 bytes whose family stands elsewhere.</summary>
internal static class NetlinkAddress
{
    public static byte FamilyOf(IpAddress address) => address.IsIPv4 ? RtNetlink.InternetFamily : RtNetlink.Internet6Family;

    /// <summary>
    /// Null unless the bytes are an address of that family. An IPv4-mapped IPv6 address is none that NetSim could tell from IPv4.
    /// </summary>
    public static IpAddress? Read(byte family, ReadOnlySpan<byte> bytes)
    {
        bool fits = family == RtNetlink.InternetFamily ? bytes.Length == 4 : family == RtNetlink.Internet6Family && bytes.Length == 16;
        if (!fits) return null;
        IpAddress address = IpAddress.Read(bytes);
        return address.IsIPv4 == (family == RtNetlink.InternetFamily) ? address : null;
    }
}
