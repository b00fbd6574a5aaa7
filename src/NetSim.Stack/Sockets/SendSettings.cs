using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Sockets;

/// <summary>What an application may choose about the IP header of what it sends (RFC 1122 4.1.4); may change between packets.</summary>
public sealed class SendSettings
{
    /// <summary>TTL or hop limit to one destination.</summary>
    public byte TimeToLive { get; set; } = 64;

    /// <summary>To a group: only the own link, unless said otherwise (RFC 1112 6.1).</summary>
    public byte GroupTimeToLive { get; set; } = 1;

    /// <summary>0–63.</summary>
    public byte Dscp { get; set; }

    public EcnCodepoint Ecn { get; set; }

    /// <summary>IPv4: routers answer "fragmentation needed" instead of cutting.</summary>
    public bool DontFragment { get; set; }

    /// <summary>
    /// Index of the interface to send by; <see cref="Packet.NoInterface"/>: as the routes say. Link-local and group destinations may need
    /// it.
    /// </summary>
    public int Interface { get; set; } = Packet.NoInterface;

    /// <summary>
    /// Puts an IP header in front of a message. Identification and checksum are the stack's; an unspecified source it fills in.
    /// </summary>
    internal void AddHeader(Packet packet, IpProtocol protocol, IpAddress source, IpAddress destination)
    {
        int length = packet.Length;
        byte hops = destination.IsMulticast ? GroupTimeToLive : TimeToLive;
        if (destination.IsIPv4)
        {
            Ipv4Header.Write(packet.Prepend(Ipv4Header.MinLength), new Ipv4Fields
            {
                Dscp = Dscp,
                Ecn = Ecn,
                TotalLength = Ipv4Header.MinLength + length,
                DontFragment = DontFragment,
                TimeToLive = hops,
                Protocol = protocol,
                Source = source,
                Destination = destination,
            });
            packet.TransportOffset = Ipv4Header.MinLength;
        }
        else
        {
            Ipv6Header.Write(packet.Prepend(Ipv6Header.Length), new Ipv6Fields
            {
                Dscp = Dscp,
                Ecn = Ecn,
                PayloadLength = length,
                NextHeader = protocol,
                HopLimit = hops,
                Source = source,
                Destination = destination,
            });
            packet.TransportOffset = Ipv6Header.Length;
        }
        packet.Ingress = Packet.NoInterface;
        packet.Egress = Interface;
        packet.SegmentSize = 0;
        packet.IsHeaderIncluded = false;
    }
}
