using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>A segment without payload that no connection stands behind: the RST of a closed port, the SYN-ACK of a listener.</summary>
internal static class ControlSegment
{
    /// <summary>Fills <paramref name="packet"/>, which is empty.</summary>
    public static void Write(
        Packet packet, IpAddress source, IpAddress destination, in TcpFields fields, in TcpOptions options, TcpSettings settings)
    {
        int offset = SegmentHeader.IpLength(source);
        int length = TcpHeader.MinLength + options.Length;
        Span<byte> bytes = packet.Append(offset + length);
        WriteIp(bytes, source, destination, settings);
        Span<byte> tcp = bytes[offset..];
        TcpHeader.Write(tcp, fields, options);
        TcpHeader.SetChecksum(tcp, TransportChecksum.Partial(source, destination, IpProtocol.Tcp, length));
        packet.TransportOffset = offset;
        packet.Checksum = ChecksumState.Partial;
        packet.SegmentSize = 0;
        packet.Ingress = Packet.NoInterface;
        packet.Egress = Packet.NoInterface;
    }

    /// <summary>Makes room for options behind those that <see cref="Write"/> wrote; the caller fills it.</summary>
    /// <param name="packet">A segment of <see cref="Write"/>.</param>
    /// <param name="source">Its own.</param>
    /// <param name="destination">Likewise.</param>
    /// <param name="length">Bytes, a multiple of 4.</param>
    public static Span<byte> Extend(Packet packet, IpAddress source, IpAddress destination, int length)
    {
        packet.Append(length);
        Span<byte> bytes = packet.Bytes;
        Span<byte> tcp = bytes[packet.TransportOffset..];
        tcp[12] += (byte)(length / 4 << 4);
        TcpHeader.SetChecksum(tcp, TransportChecksum.Partial(source, destination, IpProtocol.Tcp, tcp.Length));
        if (source.IsIPv4) Ipv4Header.SetLength(bytes, bytes.Length);
        else BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)tcp.Length);
        return tcp[^length..];
    }

    private static void WriteIp(Span<byte> bytes, IpAddress source, IpAddress destination, TcpSettings settings)
    {
        if (source.IsIPv4)
        {
            Ipv4Header.Write(bytes, new Ipv4Fields
            {
                Source = source,
                Destination = destination,
                Protocol = IpProtocol.Tcp,
                TotalLength = bytes.Length,
                TimeToLive = settings.TimeToLive,
                Dscp = settings.Dscp,
                DontFragment = true,
            });
            return;
        }
        Ipv6Header.Write(bytes, new Ipv6Fields
        {
            Source = source,
            Destination = destination,
            NextHeader = IpProtocol.Tcp,
            PayloadLength = bytes.Length - Ipv6Header.Length,
            HopLimit = settings.TimeToLive,
            Dscp = settings.Dscp,
        });
    }
}
