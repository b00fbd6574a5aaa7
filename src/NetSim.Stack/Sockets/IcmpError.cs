using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Sockets;

/// <summary>An ICMP error about something that a socket sent.</summary>
/// <param name="Type">Of ICMP or ICMPv6, according to the family of <paramref name="Reporter"/>.</param>
/// <param name="Code">Depends on the type.</param>
/// <param name="Rest">Bytes 4–7 of the message: MTU, pointer …</param>
/// <param name="Reporter">Who found the fault: a router, the destination, or this node itself.</param>
/// <param name="Destination">Where the packet at fault was sent to; the port is zero if the protocol has none or it was not quoted.</param>
public readonly record struct IcmpError(byte Type, byte Code, uint Rest, IpAddress Reporter, IpEndpoint Destination)
{
    /// <summary>The TTL or hop limit ran out on the way: what traceroute waits for.</summary>
    public bool IsTimeExceeded => Reporter.IsIPv4 ? Type == (byte)IcmpType.TimeExceeded : Type == (byte)Icmpv6Type.TimeExceeded;

    /// <summary>Nobody listens on the port (ECONNREFUSED).</summary>
    public bool IsPortUnreachable => Reporter.IsIPv4
        ? Type == (byte)IcmpType.DestinationUnreachable && Code == (byte)IcmpUnreachableCode.Port
        : Type == (byte)Icmpv6Type.DestinationUnreachable && Code == (byte)Icmpv6UnreachableCode.Port;

    /// <summary>Of "fragmentation needed" and "packet too big": the largest packet that fits. Null of other errors.</summary>
    public int? Mtu
    {
        get
        {
            if (!Reporter.IsIPv4) return Type == (byte)Icmpv6Type.PacketTooBig ? (int)Math.Min(Rest, int.MaxValue) : null;
            bool isTooBig = Type == (byte)IcmpType.DestinationUnreachable && Code == (byte)IcmpUnreachableCode.FragmentationNeeded;
            return isTooBig ? (int)(Rest & 0xFFFF) : null;
        }
    }

    /// <summary>Reads a packet that has <see cref="Packet.IsIcmpError"/> set and the transport offset at the quoted header.</summary>
    public static bool TryRead(Packet packet, out IcmpError error)
    {
        ArgumentNullException.ThrowIfNull(packet);
        error = default;
        int headerAt = packet.TransportOffset - IcmpHeader.Length;
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (headerAt < 0 || !QuotedPacket.TryParse(bytes[packet.TransportOffset..], out QuotedPacket quote)) return false;
        bool hasPorts = quote.Protocol is IpProtocol.Tcp or IpProtocol.Udp;
        var destination = new IpEndpoint(quote.Destination, hasPorts ? quote.DestinationPort : (ushort)0);
        // Both families' messages have their fields at the same places.
        if (!IcmpView.TryParse(bytes[headerAt..], out IcmpView message)) return false;
        error = new IcmpError((byte)message.Type, message.Code, message.Rest, IpEnds.Of(packet).Source, destination);
        return true;
    }
}
