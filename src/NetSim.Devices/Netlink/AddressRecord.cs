using System.Runtime.InteropServices;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Netlink;

/// <summary>An address of a device (RTM_NEWADDR).</summary>
internal readonly record struct AddressRecord(int Interface, IpPrefix Prefix)
{
    private const int FamilyAt = 0, LengthAt = 1, InterfaceAt = 4;

    public static bool TryParse(ReadOnlySpan<byte> payload, out AddressRecord record)
    {
        record = default;
        if (payload.Length < RtNetlink.AddressMessageLength) return false;
        byte family = payload[FamilyAt];
        IpAddress? local = null, peer = null;
        var attributes = new NetlinkAttributes(payload[RtNetlink.AddressMessageLength..]);
        while (attributes.TryNext(out ushort type, out ReadOnlySpan<byte> value))
        {
            if (type == RtNetlink.AddressLocal) local = NetlinkAddress.Read(family, value);
            else if (type == RtNetlink.AddressPeer) peer = NetlinkAddress.Read(family, value);
        }
        // On a point-to-point device IFA_ADDRESS is the far end's and IFA_LOCAL ours; IPv6 has only the first unless there is a peer.
        if ((local ?? peer) is not { } address || payload[LengthAt] > address.BitLength) return false;
        record = new AddressRecord(MemoryMarshal.Read<int>(payload[InterfaceAt..]), new IpPrefix(address, payload[LengthAt]));
        return true;
    }
}
