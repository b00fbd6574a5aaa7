using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Wire.Virtio;

/// <summary>
/// Translates between what a TUN/TAP device says of a packet (<see cref="VirtioNetHeader"/>) and what a <see cref="Packet"/> says of
/// itself (<see cref="Packet.Checksum"/>, <see cref="Packet.SegmentSize"/>). Raw is the framing of TUN, Ethernet that of TAP.
/// </summary>
public static class VirtioOffload
{
    /// <summary>
    /// From the device: sets state and segment size of a packet whose bytes follow the header. A partial checksum at an unusual place
    /// (a tunnelled packet) is completed at once, because nobody further up would find it.
    /// </summary>
    /// <returns>Other than <see cref="VirtioRefusal.None"/>: the packet is to be dropped with that reason.</returns>
    public static VirtioRefusal Apply(in VirtioNetHeader header, Packet packet, LinkType link)
    {
        ArgumentNullException.ThrowIfNull(packet);
        bool found = TransportSpan.TryFind(packet.Bytes, link, out TransportSpan transport);
        packet.SegmentSize = 0;
        VirtioRefusal refusal = ApplyChecksum(header, packet, found ? transport : null);
        if (refusal != VirtioRefusal.None || header.GsoType == VirtioGsoType.None) return refusal;
        if (!found) return VirtioRefusal.GsoProtocolMismatch;
        return ApplySegmentation(header, packet, transport);
    }

    /// <summary>
    /// To the device: the header for a packet as it is. A super-segment is made partial, since the device computes the checksums of its
    /// pieces; for that a checksum that nobody has verified is verified.
    /// </summary>
    /// <returns>Other than <see cref="VirtioRefusal.None"/>: the packet cannot be handed over and is to be dropped with that reason.</returns>
    public static VirtioRefusal Describe(Packet packet, LinkType link, out VirtioNetHeader header)
    {
        ArgumentNullException.ThrowIfNull(packet);
        header = new VirtioNetHeader { Flags = packet.Checksum == ChecksumState.Verified ? VirtioNetFlags.DataValid : VirtioNetFlags.None };
        if (packet.Checksum != ChecksumState.Partial && packet.SegmentSize == 0) return VirtioRefusal.None;
        if (!TransportSpan.TryFind(packet.Bytes, link, out TransportSpan transport))
        {
            return packet.SegmentSize == 0 ? VirtioRefusal.NoChecksumField : VirtioRefusal.GsoProtocolMismatch;
        }
        header = new VirtioNetHeader
        {
            Flags = VirtioNetFlags.NeedsChecksum,
            ChecksumStart = (ushort)transport.Offset,
            ChecksumOffset = (ushort)transport.ChecksumAt,
        };
        return packet.SegmentSize == 0 ? VirtioRefusal.None : DescribeSegmentation(packet, transport, ref header);
    }

    private static VirtioRefusal ApplyChecksum(in VirtioNetHeader header, Packet packet, TransportSpan? transport)
    {
        if ((header.Flags & VirtioNetFlags.NeedsChecksum) == 0)
        {
            packet.Checksum = (header.Flags & VirtioNetFlags.DataValid) != 0 ? ChecksumState.Verified : ChecksumState.Complete;
            return VirtioRefusal.None;
        }
        if (transport is { } found && header.ChecksumStart == found.Offset && header.ChecksumOffset == found.ChecksumAt)
        {
            packet.Checksum = ChecksumState.Partial;
            return VirtioRefusal.None;
        }
        if (header.GsoType != VirtioGsoType.None) return VirtioRefusal.GsoChecksumMismatch;
        if (header.ChecksumStart + header.ChecksumOffset + 2 > packet.Length) return VirtioRefusal.ChecksumOutOfRange;
        Span<byte> message = packet.Bytes[header.ChecksumStart..];
        ushort checksum = InternetChecksum.Compute(message);
        // What stands there may be UDP, where zero would mean "none"; elsewhere both mean the same.
        message.PutU16(header.ChecksumOffset, checksum == 0 ? (ushort)0xFFFF : checksum);
        packet.Checksum = ChecksumState.Complete;
        return VirtioRefusal.None;
    }

    /// <summary>The header length that the device names is not looked at: kernels send it wrong. The packet's own headers tell.</summary>
    private static VirtioRefusal ApplySegmentation(in VirtioNetHeader header, Packet packet, in TransportSpan transport)
    {
        VirtioGsoType type = header.GsoType & ~VirtioGsoType.Ecn;
        if (type is not (VirtioGsoType.TcpIPv4 or VirtioGsoType.TcpIPv6 or VirtioGsoType.Udp)) return VirtioRefusal.UnknownGsoType;
        if (header.GsoSize == 0) return VirtioRefusal.NoGsoSize;
        if (type != TypeOf(packet, transport) || !transport.TryGetPayload(packet.Bytes, out _, out int payload))
        {
            return VirtioRefusal.GsoProtocolMismatch;
        }
        packet.SegmentSize = payload > header.GsoSize ? header.GsoSize : 0;
        return VirtioRefusal.None;
    }

    private static VirtioRefusal DescribeSegmentation(Packet packet, in TransportSpan transport, ref VirtioNetHeader header)
    {
        VirtioGsoType type = TypeOf(packet, transport);
        if (type == VirtioGsoType.None || !transport.TryGetPayload(packet.Bytes, out int headerEnd, out int payload))
        {
            return VirtioRefusal.GsoProtocolMismatch;
        }
        if (packet.Checksum == ChecksumState.Complete && !TransportChecksum.IsValid(packet.Bytes[transport.IpOffset..], LinkType.Raw))
        {
            return VirtioRefusal.WrongChecksum;
        }
        if (packet.Checksum != ChecksumState.Partial)
        {
            TransportChecksum.WritePartial(packet.Bytes, transport);
            packet.Checksum = ChecksumState.Partial;
        }
        if (payload <= packet.SegmentSize) return VirtioRefusal.None;
        bool reduced = transport.Protocol == IpProtocol.Tcp
            && TcpView.TryParse(packet.Bytes[transport.Offset..], out TcpView tcp)
            && (tcp.Flags & TcpFlags.Cwr) != 0;
        header = header with
        {
            GsoType = reduced ? type | VirtioGsoType.Ecn : type,
            HeaderLength = (ushort)headerEnd,
            GsoSize = (ushort)packet.SegmentSize,
        };
        return VirtioRefusal.None;
    }

    private static VirtioGsoType TypeOf(Packet packet, in TransportSpan transport) => transport.Protocol switch
    {
        IpProtocol.Tcp when transport.IsIPv4(packet.Bytes) => VirtioGsoType.TcpIPv4,
        IpProtocol.Tcp => VirtioGsoType.TcpIPv6,
        IpProtocol.Udp => VirtioGsoType.Udp,
        _ => VirtioGsoType.None,
    };
}
