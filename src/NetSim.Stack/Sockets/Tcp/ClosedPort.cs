using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>The CLOSED state (RFC 9293 3.10.7.1): what answers a segment that belongs to no connection and no listener.</summary>
public static class ClosedPort
{
    /// <summary>Turns the offending segment into the RST that answers it. Takes the packet.</summary>
    /// <param name="packet">Bytes from the IP header on, <see cref="Packet.TransportOffset"/> set.</param>
    /// <param name="counters">Where the drop or the RST is counted.</param>
    /// <returns>The same packet as a RST to be sent; null if no answer is due, and the packet is gone.</returns>
    public static Packet? Answer(Packet packet, TcpCounters counters)
    {
        ArgumentNullException.ThrowIfNull(packet);
        ArgumentNullException.ThrowIfNull(counters);
        if (!TryRead(packet, counters, out IpEndpoint source, out IpEndpoint destination)) return null;
        if (!TcpView.TryParse(packet.Bytes[packet.TransportOffset..], out TcpView segment) || (segment.Flags & TcpFlags.Rst) != 0)
        {
            counters.Count(TcpCounter.DroppedNoPort);
            packet.Return();
            return null;
        }
        TcpFields reset = Reset(segment, source, destination);
        packet.Reset();
        ControlSegment.Write(packet, destination.Address, source.Address, reset, default, TcpSettings.Default);
        counters.Count(TcpCounter.ResetsSent);
        return packet;
    }

    /// <summary>With ACK: SEQ = SEG.ACK. Without: SEQ = 0 and an ACK of all of it.</summary>
    private static TcpFields Reset(in TcpView segment, IpEndpoint source, IpEndpoint destination)
    {
        if ((segment.Flags & TcpFlags.Ack) != 0)
        {
            return new TcpFields
            {
                SourcePort = destination.Port,
                DestinationPort = source.Port,
                SequenceNumber = segment.AcknowledgmentNumber,
                Flags = TcpFlags.Rst,
            };
        }
        int length = segment.Payload.Length;
        if ((segment.Flags & TcpFlags.Syn) != 0) length++;
        if ((segment.Flags & TcpFlags.Fin) != 0) length++;
        return new TcpFields
        {
            SourcePort = destination.Port,
            DestinationPort = source.Port,
            AcknowledgmentNumber = segment.SequenceNumber + length,
            Flags = TcpFlags.Rst | TcpFlags.Ack,
        };
    }

    /// <summary>Reads addresses and ports. Refuses what is broken or was sent to or from a group (RFC 9293 MUST-57, MUST-63).</summary>
    internal static bool TryRead(Packet packet, TcpCounters counters, out IpEndpoint source, out IpEndpoint destination)
    {
        TcpCounter reason;
        if (!TryReadEndpoints(packet, out source, out destination))
            reason = TcpCounter.DroppedMalformed;
        else if (IsGroup(source.Address) || IsGroup(destination.Address) || source.Address.IsUnspecified || packet.IsLinkGroup)
            reason = TcpCounter.DroppedGroupAddress;
        else if (packet.Checksum == ChecksumState.Complete && !TransportChecksum.IsValid(packet))
            reason = TcpCounter.DroppedChecksum;
        else
            return true;
        counters.Count(reason);
        packet.Return();
        return false;
    }

    internal static bool TryReadEndpoints(Packet packet, out IpEndpoint source, out IpEndpoint destination)
    {
        source = destination = default;
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (packet.TransportOffset > bytes.Length || !TcpView.TryParse(bytes[packet.TransportOffset..], out TcpView segment)) return false;
        if (!TryReadAddresses(bytes, out IpAddress from, out IpAddress to)) return false;
        source = new IpEndpoint(from, segment.SourcePort);
        destination = new IpEndpoint(to, segment.DestinationPort);
        return true;
    }

    /// <summary>Multicast, or the limited broadcast address; a subnet's broadcast address only the IP layer can tell.</summary>
    internal static bool IsGroup(IpAddress address) => address.IsMulticast || address == IpAddress.BroadcastIPv4;

    private static bool TryReadAddresses(ReadOnlySpan<byte> bytes, out IpAddress source, out IpAddress destination)
    {
        source = destination = default;
        if (bytes.IsEmpty) return false;
        if (bytes[0] >> 4 == 4)
        {
            if (!Ipv4View.TryParse(bytes, out Ipv4View view)) return false;
            (source, destination) = (view.Source, view.Destination);
            return true;
        }
        if (!Ipv6View.TryParse(bytes, out Ipv6View view6)) return false;
        (source, destination) = (view6.Source, view6.Destination);
        return true;
    }
}
