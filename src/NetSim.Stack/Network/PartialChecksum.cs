using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Network;

/// <summary>The pseudo-header sum in a transport header whose packet gets its source address late.</summary>
internal static class PartialChecksum
{
    /// <summary>Adds the address to the sum that was made with an unspecified one, which counts nothing.</summary>
    public static void AddSource(Packet packet, IpAddress source)
    {
        if (packet.Checksum != ChecksumState.Partial) return;
        Span<byte> bytes = packet.Bytes;
        bool isIPv4 = Ipv4View.TryParse(bytes, out Ipv4View ipv4);
        if (!isIPv4 && !Ipv6View.TryParse(bytes, out _)) return;
        // What a socket sends has no extension headers.
        int transportAt = isIPv4 ? ipv4.HeaderLength : Ipv6Header.Length;
        IpProtocol protocol = isIPv4 ? ipv4.Protocol : (IpProtocol)bytes[6];
        int at = transportAt + FieldAt(protocol);
        if (at < transportAt || at + 2 > bytes.Length) return;
        Span<byte> address = stackalloc byte[16];
        source.Write(address);
        uint sum = InternetChecksum.Sum(address[..source.Length], BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], InternetChecksum.Fold(sum));
    }

    /// <summary>Of ICMP for IPv4 the sum has no addresses in it: nothing to add.</summary>
    private static int FieldAt(IpProtocol protocol) => protocol switch
    {
        IpProtocol.Tcp => 16,
        IpProtocol.Udp => 6,
        IpProtocol.Icmpv6 => 2,
        _ => -1,
    };
}
