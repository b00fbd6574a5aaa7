using System.Buffers.Binary;
using NetSim.Simulation.Determinism;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Simulation.Queues;

/// <summary>What kind of traffic a frame is, by its bytes.</summary>
internal static class TrafficClass
{
    /// <summary>0–63; 0 (best effort) of what is no IP.</summary>
    public static int DscpOf(Packet packet, LinkType link)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (!LinkFraming.TryFindIp(bytes, link, out int at)) return 0;
        if (Ipv4View.TryParse(bytes[at..], out Ipv4View ipv4)) return ipv4.Dscp;
        return Ipv6View.TryParse(bytes[at..], out Ipv6View ipv6) ? ipv6.Dscp : 0;
    }

    /// <summary>
    /// A hash of addresses, protocol and ports, the same for all packets of a flow. Fragments of whatever offset have no ports, so that those of one
    /// datagram stay together. What is no IP is one flow.
    /// </summary>
    /// <param name="packet">The frame.</param>
    /// <param name="link">What it starts with.</param>
    /// <param name="secret">So that nobody can know which flows meet.</param>
    public static ulong FlowOf(Packet packet, LinkType link, ulong secret)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (!LinkFraming.TryFindIp(bytes, link, out int at)) return StableHash.Mix(secret);
        if (Ipv4View.TryParse(bytes[at..], out Ipv4View ipv4))
        {
            ulong addresses = BinaryPrimitives.ReadUInt64BigEndian(ipv4.Bytes[12..]);
            ulong ports = ipv4.IsFragment ? 0 : Ports(ipv4.Protocol, ipv4.Payload);
            return Mix(Mix(secret, addresses), ports | (ulong)ipv4.Protocol << 32);
        }
        if (!Ipv6View.TryParse(bytes[at..], out Ipv6View ipv6)) return StableHash.Mix(secret);
        ulong hash = secret;
        for (int offset = 8; offset < Ipv6Header.Length; offset += 8) hash = Mix(hash, BinaryPrimitives.ReadUInt64BigEndian(ipv6.Bytes[offset..]));
        return Mix(hash, Ports(ipv6.NextHeader, ipv6.Payload) | (ulong)ipv6.NextHeader << 32);
    }

    private static ulong Ports(IpProtocol protocol, ReadOnlySpan<byte> payload) =>
        protocol is IpProtocol.Tcp or IpProtocol.Udp && payload.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(payload) : 0;

    private static ulong Mix(ulong hash, ulong value) => StableHash.Mix(hash ^ value);
}
