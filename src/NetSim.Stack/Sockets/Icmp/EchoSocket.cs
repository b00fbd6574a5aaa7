using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Icmp;

/// <summary>What came of an echo request.</summary>
/// <param name="Sequence">Of the request.</param>
/// <param name="From">Who answered: the destination, or of an error the router that reported it.</param>
/// <param name="TimeToLive">TTL or hop limit with which the reply arrived; 0 of an error.</param>
/// <param name="Error">The error; null of a reply.</param>
public readonly record struct EchoResult(ushort Sequence, IpAddress From, byte TimeToLive, IcmpError? Error);

/// <summary>
/// The socket of ping: echo requests out, replies and errors in (RFC 792, RFC 4443 section 4). Its owner registers it with the stack under
/// its identifier (<see cref="HostStack.Bind"/> with <see cref="Protocol"/> and the identifier as port) and keeps the times.
/// </summary>
/// <param name="local">What the stack has bound: address, which may be unspecified, and identifier.</param>
public sealed class EchoSocket(IpEndpoint local)
{
    private const int SequenceAt = 6;
    private DropCounters _drops;

    public IpEndpoint Local { get; } = local;

    public ushort Identifier => Local.Port;

    public IpProtocol Protocol => Local.Address.IsIPv4 ? IpProtocol.Icmp : IpProtocol.Icmpv6;

    public SendSettings Settings { get; } = new();

    public ref DropCounters Drops => ref _drops;

    /// <summary>
    /// Of the last packet for which <see cref="OnPacket"/> said <see cref="SocketVerdict.Deliver"/> or <see cref="SocketVerdict.Error"/>.
    /// </summary>
    public EchoResult Result { get; private set; }

    /// <summary>A packet from the stack: a reply, whose data it becomes, or an ICMP error, which ends here.</summary>
    public SocketVerdict OnPacket(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.IsIcmpError) return OnError(packet);
        if (!IcmpView.TryParse(packet.Bytes[packet.TransportOffset..], out IcmpView reply)) return Drop(packet, DropReason.Malformed);
        IpAddress from = IpEnds.Of(packet).Source;
        Result = new EchoResult(reply.Sequence, from, packet.Bytes[from.IsIPv4 ? 8 : 7], null);
        packet.Remote = new IpEndpoint(from, 0);
        packet.TrimStart(packet.TransportOffset + IcmpHeader.Length);
        packet.TransportOffset = 0;
        return SocketVerdict.Deliver;
    }

    /// <summary>Makes an echo request of the data, in place.</summary>
    /// <param name="data">What is to come back; at most 65,507 bytes over IPv4.</param>
    /// <param name="destination">Whom to ask.</param>
    /// <param name="sequence">Comes back with the reply.</param>
    public SocketVerdict Send(Packet data, IpAddress destination, ushort sequence)
    {
        ArgumentNullException.ThrowIfNull(data);
        bool isIPv4 = Local.Address.IsIPv4;
        int most = ushort.MaxValue - IcmpHeader.Length - (isIPv4 ? Ipv4Header.MinLength : 0);
        if (destination.IsIPv4 != isIPv4 || destination.IsUnspecified || data.Length > most) return Drop(data, DropReason.NotSendable);
        Span<byte> header = data.Prepend(IcmpHeader.Length);
        if (isIPv4)
        {
            IcmpHeader.WriteEcho(header, IcmpType.EchoRequest, Identifier, sequence);
        }
        else
        {
            Icmpv6Header.WriteEcho(header, Icmpv6Type.EchoRequest, Identifier, sequence);
            ushort pseudoSum = TransportChecksum.Partial(Local.Address, destination, IpProtocol.Icmpv6, data.Length);
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], pseudoSum);
        }
        data.Checksum = ChecksumState.Partial;
        Settings.AddHeader(data, Protocol, Local.Address, destination);
        return SocketVerdict.Transmit;
    }

    private SocketVerdict OnError(Packet packet)
    {
        bool isKnown = QuotedPacket.TryParse(packet.Bytes[packet.TransportOffset..], out QuotedPacket quote);
        if (!isKnown || quote.Transport.Length < IcmpHeader.Length || !IcmpError.TryRead(packet, out IcmpError error))
        {
            return Drop(packet, DropReason.Malformed);
        }
        ushort sequence = BinaryPrimitives.ReadUInt16BigEndian(quote.Transport[SequenceAt..]);
        Result = new EchoResult(sequence, error.Reporter, 0, error);
        packet.Return();
        return SocketVerdict.Error;
    }

    private SocketVerdict Drop(Packet packet, DropReason reason)
    {
        Drops.Drop(packet, reason);
        return SocketVerdict.Consumed;
    }
}
