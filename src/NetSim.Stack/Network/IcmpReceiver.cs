using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>What an ICMP message asks for.</summary>
internal enum IcmpVerdict : byte
{
    /// <summary>Nothing; the packet has been dropped.</summary>
    Consumed,

    /// <summary>An answer: the packet has become it, and is to be sent.</summary>
    Answer,

    /// <summary>An echo reply, for whoever asked.</summary>
    EchoReply,

    /// <summary>An error, for whoever sent what it quotes.</summary>
    Error,
}

/// <summary>
/// ICMP messages for this node (RFC 792, RFC 1122 3.2.2, RFC 4443). Echo requests are answered here. Neither sent nor obeyed: source
/// quench (RFC 6633), address masks and information requests (RFC 6918), timestamps. Redirects of IPv6 are neighbour discovery's.
/// </summary>
internal sealed class IcmpReceiver(IpLayer ip)
{
    private const byte UnknownErrorsEnd = 128;

    public IcmpVerdict OnIPv4(Instant now, Packet packet)
    {
        if (!IcmpView.TryParse(packet.Bytes[packet.TransportOffset..], out IcmpView message)) return Drop(packet, DropReason.Malformed);
        bool isIntact = packet.Checksum != ChecksumState.Complete || IcmpHeader.IsChecksumValid(message.Bytes);
        if (!isIntact) return Drop(packet, DropReason.Checksum);
        switch (message.Type)
        {
            case IcmpType.EchoRequest:
                return OnEchoRequestIPv4(now, packet);
            case IcmpType.EchoReply:
                return IcmpVerdict.EchoReply;
            case IcmpType.Redirect:
                return OnRedirect(packet, message);
            case IcmpType.DestinationUnreachable or IcmpType.TimeExceeded or IcmpType.ParameterProblem:
                return IcmpVerdict.Error;
            default:
                return Drop(packet, DropReason.Ignored);
        }
    }

    public IcmpVerdict OnIPv6(Packet packet)
    {
        if (!Icmpv6View.TryParse(packet.Bytes[packet.TransportOffset..], out Icmpv6View message)) return Drop(packet, DropReason.Malformed);
        if (packet.Checksum == ChecksumState.Complete && !TransportChecksum.IsValid(packet)) return Drop(packet, DropReason.Checksum);
        switch (message.Type)
        {
            case Icmpv6Type.EchoRequest:
                return OnEchoRequestIPv6(packet);
            case Icmpv6Type.EchoReply:
                return IcmpVerdict.EchoReply;
            case < (Icmpv6Type)UnknownErrorsEnd:
                // RFC 4443 2.4 a: errors of unknown type are passed up too.
                return IcmpVerdict.Error;
            default:
                return Drop(packet, DropReason.Ignored);
        }
    }

    /// <summary>RFC 1122 3.2.2.2: about a packet of ours, from the router that it went to.</summary>
    private IcmpVerdict OnRedirect(Packet packet, in IcmpView message)
    {
        if (!QuotedPacket.TryParse(message.Payload, out QuotedPacket quote)) return Drop(packet, DropReason.Malformed);
        if (packet.Ingress == Packet.NoInterface || !ip.IsOwn(quote.Source)) return Drop(packet, DropReason.Ignored);
        IpAddress router = KnownPacket.ViewIPv4(packet).Source;
        if (!ip.TryRedirect(ip.Interfaces[packet.Ingress], router, quote.Destination, IpAddress.FromIPv4(message.Rest)))
        {
            return Drop(packet, DropReason.Ignored);
        }
        packet.Return();
        return IcmpVerdict.Consumed;
    }

    /// <summary>
    /// RFC 1122 3.2.2.6: same identifier, sequence and data, from the address that was asked. Of the options a recorded route and
    /// timestamps come back, with this host in them.
    /// </summary>
    private IcmpVerdict OnEchoRequestIPv4(Instant now, Packet packet)
    {
        Ipv4View request = KnownPacket.ViewIPv4(packet);
        IpAddress from = request.Source, to = request.Destination;
        if (!ip.IsOwn(to))
        {
            if (ip.Options.GroupEcho != GroupEcho.Answer) return Drop(packet, DropReason.Filtered);
            to = IpAddress.AnyIPv4;
        }
        Span<byte> options = stackalloc byte[Ipv4Header.MaxLength - Ipv4Header.MinLength];
        options = options[..Ipv4OptionRecorder.CopyRecords(request.Options, options)];
        if (!options.IsEmpty) Ipv4OptionRecorder.Record(options, now, request.Destination);
        int headerLength = Ipv4Header.MinLength + options.Length;
        var fields = new Ipv4Fields
        {
            Dscp = request.Dscp,
            TotalLength = headerLength + packet.Length - packet.TransportOffset,
            TimeToLive = ip.Options.TimeToLive,
            Protocol = IpProtocol.Icmp,
            Source = to,
            Destination = from,
        };
        packet.TrimStart(packet.TransportOffset - headerLength);
        Ipv4Header.Write(packet.Bytes, fields, options);
        TurnType(packet, headerLength, (byte)IcmpType.EchoReply);
        return TurnRound(packet, Packet.NoInterface);
    }

    /// <summary>RFC 4443 4.2: the answer comes from the unicast address that was asked, or if a group was, from one that fits.</summary>
    private IcmpVerdict OnEchoRequestIPv6(Packet packet)
    {
        Ipv6View request = KnownPacket.ViewIPv6(packet);
        IpAddress from = request.Source, to = request.Destination;
        bool isToGroup = to.IsMulticast;
        if (isToGroup && !SourceSelection.TrySelect(ip.Interfaces[packet.Ingress], from, from, out to))
        {
            return Drop(packet, DropReason.Ignored);
        }
        int length = packet.Length - packet.TransportOffset;
        var fields = new Ipv6Fields
        {
            Dscp = request.Dscp,
            PayloadLength = length,
            NextHeader = IpProtocol.Icmpv6,
            HopLimit = ip.Options.TimeToLive,
            Source = to,
            Destination = from,
        };
        packet.TrimStart(packet.TransportOffset - Ipv6Header.Length);
        Ipv6Header.Write(packet.Bytes, fields);
        TurnType(packet, Ipv6Header.Length, (byte)Icmpv6Type.EchoReply);
        if (isToGroup)
        {
            // Another address stands in the pseudo header now.
            Icmpv6Header.FillChecksum(packet.Bytes[Ipv6Header.Length..], to, from);
            packet.Checksum = ChecksumState.Verified;
        }
        return TurnRound(packet, from.IsLinkLocal ? packet.Ingress : Packet.NoInterface);
    }

    private IcmpVerdict TurnRound(Packet packet, int egress)
    {
        packet.Egress = egress;
        packet.TransportOffset = 0;
        ip.Counters.EchoReplies++;
        return IcmpVerdict.Answer;
    }

    /// <summary>Only the type changes; addresses that change places leave the pseudo header's sum as it is.</summary>
    private static void TurnType(Packet packet, int at, byte type)
    {
        Span<byte> message = packet.Bytes[at..];
        ushort oldWord = BinaryPrimitives.ReadUInt16BigEndian(message);
        message[0] = type;
        if (packet.Checksum == ChecksumState.Partial) return;
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        checksum = InternetChecksum.Update(checksum, oldWord, BinaryPrimitives.ReadUInt16BigEndian(message));
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], checksum);
        packet.Checksum = ChecksumState.Verified;
    }

    private IcmpVerdict Drop(Packet packet, DropReason reason)
    {
        ip.Drop(packet, reason);
        return IcmpVerdict.Consumed;
    }
}
