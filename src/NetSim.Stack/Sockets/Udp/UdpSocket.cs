using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;
using NetSim.Wire.Udp;

namespace NetSim.Stack.Sockets.Udp;

/// <summary>
/// One UDP socket (RFC 768, RFC 1122 4.1): headers off on the way up, headers on on the way down. Its owner registers it with the stack
/// (<see cref="HostStack.Bind"/>, <see cref="HostStack.Connect"/>) and carries the packets; lengths and checksums have been verified by
/// then.
/// </summary>
/// <param name="local">What the stack has bound; the address may be unspecified.</param>
public sealed class UdpSocket(IpEndpoint local)
{
    private const int MaxPayloadIPv4 = ushort.MaxValue - 20 - UdpHeader.Length;
    private const int MaxPayloadIPv6 = ushort.MaxValue - UdpHeader.Length;
    private DropCounters _drops;

    public IpEndpoint Local { get; private set; } = local;

    /// <summary>The peer; <see langword="default"/> of a socket that is not connected.</summary>
    public IpEndpoint Remote { get; private set; }

    public SendSettings Settings { get; } = new();

    /// <summary>
    /// A datagram with a lower TTL or hop limit is dropped: with 255 only neighbours are heard, since nobody can send with more (RFC 5082).
    /// </summary>
    public byte LeastTimeToLive { get; set; }

    public long ReceivedDatagrams { get; private set; }

    public long SentDatagrams { get; private set; }

    public ref DropCounters Drops => ref _drops;

    /// <summary>The last ICMP error about something that was sent from here, until it is taken.</summary>
    public IcmpError? Error { get; private set; }

    /// <summary>
    /// Makes the socket speak to one peer only: after the stack's <see cref="HostStack.Connect"/>, with what it has bound.
    /// </summary>
    public void Connect(IpEndpoint bound, IpEndpoint remote)
    {
        Local = bound;
        Remote = remote;
    }

    /// <summary>
    /// A packet from the stack: a datagram, whose payload it becomes with both ends set, or an ICMP error, which ends here.
    /// </summary>
    public SocketVerdict OnPacket(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.IsIcmpError) return OnError(packet);
        // SO_BINDTODEVICE: bound to an interface for sending is bound for receiving too; what comes from this node itself has none.
        bool isElsewhere = Settings.Interface != Packet.NoInterface && packet.Ingress != Packet.NoInterface && packet.Ingress != Settings.Interface;
        if (isElsewhere) return Drop(packet, DropReason.NoSocket);
        if (IpEnds.HopsOf(packet) < LeastTimeToLive) return Drop(packet, DropReason.TooFar);
        (IpAddress source, IpAddress destination) = IpEnds.Of(packet);
        if (!UdpView.TryParse(packet.Bytes[packet.TransportOffset..], out UdpView datagram)) return Drop(packet, DropReason.Malformed);
        var from = new IpEndpoint(source, datagram.SourcePort);
        // Under way when the socket was connected.
        if (Remote != default && from != Remote) return Drop(packet, DropReason.NoSocket);
        packet.Remote = from;
        packet.Local = new IpEndpoint(destination, datagram.DestinationPort);
        int length = datagram.Payload.Length;
        packet.TrimStart(packet.TransportOffset + UdpHeader.Length);
        packet.Truncate(length);
        packet.TransportOffset = 0;
        ReceivedDatagrams++;
        return SocketVerdict.Deliver;
    }

    /// <summary>
    /// Sends a payload, in place. Where to: <see cref="Packet.Remote"/>, or if that is <see langword="default"/> the peer. A
    /// <see cref="Packet.Local"/> address that is not unspecified is the source address (RFC 1122 4.1.3.5), else the bound one, else what
    /// the stack finds best.
    /// </summary>
    public SocketVerdict Send(Instant now, Packet payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        IpEndpoint to = payload.Remote == default ? Remote : payload.Remote;
        IpAddress from = payload.Local.Address.IsUnspecified ? Local.Address : payload.Local.Address;
        if (to.Port == 0 || to.Address.IsUnspecified) return Drop(payload, DropReason.NotSendable);
        if (from.IsUnspecified) from = to.Address.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6;
        bool fits = payload.Length <= (to.Address.IsIPv4 ? MaxPayloadIPv4 : MaxPayloadIPv6);
        if (!fits || from.IsIPv4 != to.Address.IsIPv4) return Drop(payload, DropReason.NotSendable);

        int length = UdpHeader.Length + payload.Length;
        ushort pseudoSum = TransportChecksum.Partial(from, to.Address, IpProtocol.Udp, length);
        UdpHeader.Write(payload.Prepend(UdpHeader.Length), Local.Port, to.Port, length, pseudoSum);
        payload.Checksum = ChecksumState.Partial;
        Settings.AddHeader(payload, IpProtocol.Udp, from, to.Address);
        SentDatagrams++;
        return SocketVerdict.Transmit;
    }

    /// <summary>Hands out the last error once.</summary>
    public bool TryTakeError(out IcmpError error)
    {
        error = Error.GetValueOrDefault();
        bool had = Error is not null;
        Error = null;
        return had;
    }

    private SocketVerdict OnError(Packet packet)
    {
        if (!IcmpError.TryRead(packet, out IcmpError error)) return Drop(packet, DropReason.Malformed);
        Error = error;
        packet.Return();
        return SocketVerdict.Error;
    }

    private SocketVerdict Drop(Packet packet, DropReason reason)
    {
        Drops.Drop(packet, reason);
        return SocketVerdict.Consumed;
    }
}
