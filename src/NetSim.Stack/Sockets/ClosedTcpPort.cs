using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets;

/// <summary>Answers a segment that no socket wants with a reset (RFC 9293 3.10.7.1), in the same packet.</summary>
internal static class ClosedTcpPort
{
    /// <returns>The reset; null if there must be none, and the packet has been dropped.</returns>
    public static Packet? Answer(Packet packet, StackCounters counters)
    {
        if (!TcpView.TryParse(packet.Bytes[packet.TransportOffset..], out TcpView segment) || (segment.Flags & TcpFlags.Rst) != 0)
        {
            counters.Drops.Drop(packet, DropReason.NoSocket);
            return null;
        }
        bool isIPv4 = Ipv4View.TryParse(packet.Bytes, out Ipv4View ipv4);
        IpAddress from, to;
        if (isIPv4) (from, to) = (ipv4.Source, ipv4.Destination);
        else if (Ipv6View.TryParse(packet.Bytes, out Ipv6View ipv6)) (from, to) = (ipv6.Source, ipv6.Destination);
        else (from, to) = (default, default);

        bool hasAck = (segment.Flags & TcpFlags.Ack) != 0;
        int length = segment.Payload.Length + ((segment.Flags & TcpFlags.Syn) != 0 ? 1 : 0) + ((segment.Flags & TcpFlags.Fin) != 0 ? 1 : 0);
        var fields = new TcpFields
        {
            SourcePort = segment.DestinationPort,
            DestinationPort = segment.SourcePort,
            SequenceNumber = hasAck ? segment.AcknowledgmentNumber : default,
            AcknowledgmentNumber = hasAck ? default : segment.SequenceNumber + length,
            Flags = hasAck ? TcpFlags.Rst : TcpFlags.Rst | TcpFlags.Ack,
            Checksum = TransportChecksum.Partial(to, from, IpProtocol.Tcp, TcpHeader.MinLength),
        };
        packet.Reset();
        packet.SegmentSize = 0;
        packet.Egress = Packet.NoInterface;
        packet.Checksum = ChecksumState.Partial;
        TcpHeader.Write(packet.Append(TcpHeader.MinLength), fields);
        AddIpHeader(packet, to, from);
        counters.ResetsSent++;
        return packet;
    }

    private static void AddIpHeader(Packet packet, IpAddress source, IpAddress destination)
    {
        if (source.IsIPv4)
        {
            Ipv4Header.Write(packet.Prepend(Ipv4Header.MinLength), new Ipv4Fields
            {
                TotalLength = Ipv4Header.MinLength + TcpHeader.MinLength,
                DontFragment = true,
                Protocol = IpProtocol.Tcp,
                Source = source,
                Destination = destination,
            });
            return;
        }
        Ipv6Header.Write(packet.Prepend(Ipv6Header.Length), new Ipv6Fields
        {
            PayloadLength = TcpHeader.MinLength,
            NextHeader = IpProtocol.Tcp,
            Source = source,
            Destination = destination,
        });
    }
}
