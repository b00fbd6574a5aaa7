using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Sockets;

/// <summary>What a socket reads of the IP header of a packet that the IP layer has let through.</summary>
internal static class IpEnds
{
    public static (IpAddress Source, IpAddress Destination) Of(Packet packet)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        return bytes[0] >> 4 == 4
            ? (IpAddress.Read(bytes.Slice(12, 4)), IpAddress.Read(bytes.Slice(16, 4)))
            : (IpAddress.Read(bytes.Slice(8, 16)), IpAddress.Read(bytes.Slice(24, 16)));
    }

    /// <summary>The TTL or hop limit that it has left.</summary>
    public static byte HopsOf(Packet packet)
    {
        const int TimeToLiveAt = 8, HopLimitAt = 7;
        return packet.Bytes[0] >> 4 == 4 ? packet.Bytes[TimeToLiveAt] : packet.Bytes[HopLimitAt];
    }
}
