using System.Runtime.InteropServices;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Netlink;

/// <summary>A route of the host (RTM_NEWROUTE).</summary>
/// <param name="Destination">With its host bits clear; /0 is the default route.</param>
/// <param name="Via">The next hop, if it has one of the same family.</param>
/// <param name="Interface">Index of the device; 0 if the route has none (blackhole) or several.</param>
/// <param name="Table">254 is the main table.</param>
/// <param name="Type">1 is unicast.</param>
internal readonly record struct RouteRecord(IpPrefix Destination, IpAddress? Via, int Interface, uint Table, byte Type)
{
    private const int FamilyAt = 0, LengthAt = 1, TableAt = 4, TypeAt = 7;

    public static bool TryParse(ReadOnlySpan<byte> payload, out RouteRecord record)
    {
        record = default;
        if (payload.Length < RtNetlink.RouteMessageLength) return false;
        byte family = payload[FamilyAt];
        IpAddress? destination = family switch
        {
            RtNetlink.InternetFamily => IpAddress.AnyIPv4,
            RtNetlink.Internet6Family => IpAddress.AnyIPv6,
            _ => null,
        };
        IpAddress? via = null;
        int device = 0;
        uint table = payload[TableAt];
        var attributes = new NetlinkAttributes(payload[RtNetlink.RouteMessageLength..]);
        while (attributes.TryNext(out ushort type, out ReadOnlySpan<byte> value))
        {
            switch (type)
            {
                case RtNetlink.RouteDestination: destination = NetlinkAddress.Read(family, value); break;
                case RtNetlink.RouteGateway: via = NetlinkAddress.Read(family, value); break;
                case RtNetlink.RouteDevice when value.Length == sizeof(int): device = MemoryMarshal.Read<int>(value); break;
                case RtNetlink.RouteTable: table = NetlinkAttributes.Number(value); break;
                default: break;
            }
        }
        if (destination is not { } network || payload[LengthAt] > network.BitLength) return false;
        record = new RouteRecord(new IpPrefix(network, payload[LengthAt]).Network, via, device, table, payload[TypeAt]);
        return true;
    }
}
