using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;

namespace NetSim.Stack.Interfaces;

/// <summary>Packet sockets: frames as they are on the link, both ways.</summary>
public sealed partial class NetworkInterface
{
    private const int VlanTagLength = 4;

    /// <summary>Made with the first; null nearly always.</summary>
    private PacketSocketTable? _packetSockets;

    /// <summary>From now on <paramref name="recipient"/> gets a copy of the frames that its options ask for, by <see cref="TryTakeForSocket"/>.</summary>
    public void BindPacketSocket(PacketSocketOptions options, object recipient)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Who hears nothing need not be known.
        if (options.Audience != FrameAudience.Nobody) (_packetSockets ??= new PacketSocketTable()).Add(options, recipient);
    }

    public void ReleasePacketSocket(object recipient)
    {
        if (_packetSockets?.Remove(recipient) == true && _packetSockets.Count == 0) _packetSockets = null;
    }

    /// <summary>The next frame for a packet socket: <see cref="Packet.Recipient"/>.</summary>
    public bool TryTakeForSocket([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? frame)
    {
        if (_byProducts is { } waiting) return waiting.ForSockets.TryDequeue(out frame);
        frame = null;
        return false;
    }

    /// <summary>
    /// A whole frame for the link: its bytes are sent as they are, whatever they say. It is dropped if it is shorter than a header or longer than
    /// the MTU allows.
    /// </summary>
    public InterfaceVerdict SendFrame(Packet frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!CanSend) return DropSent(frame, StateReason);
        if (frame.Length < (Framing == Framing.Ethernet ? EthernetView.HeaderLength : 1)) return DropSent(frame, DropReason.Malformed);
        if (frame.Length > Mtu + LinkHeaderLength(frame.Bytes)) return DropSent(frame, DropReason.Mtu);
        frame.IsFrame = false;
        frame.Checksum = ChecksumState.Complete;
        frame.SegmentSize = 0;
        return CountSent(frame);
    }

    /// <summary>As the MTU counts it, a tag is no part of the payload (IEEE 802.3 3.2.7).</summary>
    private int LinkHeaderLength(ReadOnlySpan<byte> frame)
    {
        if (Framing == Framing.Ip) return 0;
        int tags = 0;
        while (tags < 2 && frame.Length >= EthernetView.HeaderLength + (tags + 1) * VlanTagLength && IsTag(TypeAt(frame, tags))) tags++;
        return EthernetView.HeaderLength + tags * VlanTagLength;
    }

    private static EtherType TypeAt(ReadOnlySpan<byte> frame, int tags) =>
        (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[(12 + tags * VlanTagLength)..]);

    private static bool IsTag(EtherType type) => type is EtherType.VlanTag or EtherType.ServiceTag;

    /// <summary>Copies what has arrived for the packet sockets.</summary>
    /// <returns>False: it is for nobody else.</returns>
    private bool ShareFrame(Packet frame)
    {
        if (frame.Length < (Framing == Framing.Ethernet ? EthernetView.HeaderLength : 1)) return true;
        EtherType type = Framing == Framing.Ethernet ? TypeAt(frame.Bytes, 0) : frame.Bytes[0] >> 4 == 6 ? EtherType.IPv6 : EtherType.IPv4;
        FrameAudience audience = IsForThis(frame.Bytes) ? FrameAudience.ThisInterface : FrameAudience.Everybody;
        bool isShared = true;
        for (int i = 0; i < _packetSockets!.Count; i++)
        {
            if (_packetSockets.Match(i, type, audience, out FrameReach reach) is not { } recipient) continue;
            if (reach == FrameReach.Exclusive) isShared = false;
            Packet copy = frame.Clone(_pool);
            TransportChecksum.Complete(copy, Framing == Framing.Ethernet ? LinkType.Ethernet : LinkType.Raw);
            copy.Recipient = recipient;
            Waiting.ForSockets.Enqueue(copy);
        }
        return isShared;
    }

    private bool IsForThis(ReadOnlySpan<byte> frame)
    {
        if (Framing == Framing.Ip) return true;
        ulong destination = BinaryPrimitives.ReadUInt64BigEndian(frame) >> 16;
        return destination == _mac || IsGroupOfOurs(new MacAddress(destination));
    }
}
