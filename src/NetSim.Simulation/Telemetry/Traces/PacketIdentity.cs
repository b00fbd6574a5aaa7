using System.Buffers.Binary;
using System.Diagnostics;
using NetSim.Simulation.Determinism;
using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>What a packet's headers said when it was made: whose it is, and which of them.</summary>
internal readonly record struct PacketIdentity
{
    private EtherType Type { get; init; }
    private IpProtocol Protocol { get; init; }
    private IpEndpoint Source { get; init; }
    private IpEndpoint Destination { get; init; }

    /// <summary>The sequence number of TCP or of an echo.</summary>
    private uint Sequence { get; init; }

    /// <summary>The flags of TCP or the type of ICMP.</summary>
    private ushort Flags { get; init; }

    private int Length { get; init; }

    /// <summary>Bytes of a TCP segment behind its header.</summary>
    private int Payload { get; init; }

    public (IpEndpoint Source, IpEndpoint Destination) Ends => (Source, Destination);

    /// <summary>What a TCP segment takes of the sequence space; false if nothing, so that it can be sent again and again.</summary>
    public bool TryGetSegment(out SequenceNumber sequence, out int length)
    {
        sequence = new SequenceNumber(Sequence);
        length = Protocol == IpProtocol.Tcp ? Payload + ((Flags & (int)(TcpFlags.Syn | TcpFlags.Fin)) != 0 ? 1 : 0) : 0;
        return length > 0;
    }

    /// <summary>The same for all packets of one direction of a flow.</summary>
    public ulong FlowHash
    {
        get
        {
            ulong hash = StableHash.Mix((ulong)Type << 8 | (ulong)Protocol);
            hash = StableHash.Mix(hash ^ Source.Address.High) ^ Source.Address.Low;
            hash = StableHash.Mix(hash) ^ Destination.Address.High;
            hash = StableHash.Mix(hash) ^ Destination.Address.Low;
            return StableHash.Mix(hash ^ ((ulong)Source.Port << 16 | Destination.Port));
        }
    }

    /// <summary>Total: bytes that cannot be read give an identity that says less.</summary>
    public static PacketIdentity Of(ReadOnlySpan<byte> bytes, LinkType link)
    {
        PacketIdentity identity = default;
        ReadOnlySpan<byte> packet = bytes;
        if (link == LinkType.Ethernet)
        {
            if (!EthernetView.TryParse(bytes, out EthernetView frame)) return new PacketIdentity { Length = bytes.Length };
            identity = new PacketIdentity { Type = frame.EtherType };
            packet = frame.Payload;
        }
        if (Ipv4View.TryParse(packet, out Ipv4View v4) && identity.Type is default(EtherType) or EtherType.IPv4)
        {
            identity = new PacketIdentity { Type = EtherType.IPv4, Protocol = v4.Protocol, Source = new(v4.Source, 0), Destination = new(v4.Destination, 0) };
            if (v4.FragmentOffset == 0) identity = identity.WithTransport(v4.Payload);
        }
        else if (Ipv6View.TryParse(packet, out Ipv6View v6) && identity.Type is default(EtherType) or EtherType.IPv6)
        {
            identity = new PacketIdentity { Type = EtherType.IPv6, Protocol = v6.NextHeader, Source = new(v6.Source, 0), Destination = new(v6.Destination, 0) };
            identity = identity.WithTransport(v6.Payload);
        }
        else if (identity.Type == EtherType.Arp && ArpView.TryParse(packet, out ArpView arp))
        {
            identity = identity with { Source = new(arp.SenderAddress, 0), Destination = new(arp.TargetAddress, 0), Flags = (ushort)arp.Operation };
        }
        return identity with { Length = bytes.Length };
    }

    public void Describe(Activity span)
    {
        span.SetTag(TelemetryNames.NetworkType, TypeName);
        if (Type is EtherType.IPv4 or EtherType.IPv6) span.SetTag(TelemetryNames.Transport, NameOf(Protocol));
        if (Type is EtherType.IPv4 or EtherType.IPv6 or EtherType.Arp)
        {
            span.SetTag(TelemetryNames.SourceAddress, Source.Address.ToString());
            if (HasPorts) span.SetTag(TelemetryNames.SourcePort, (long)Source.Port);
            span.SetTag(TelemetryNames.DestinationAddress, Destination.Address.ToString());
            if (HasPorts) span.SetTag(TelemetryNames.DestinationPort, (long)Destination.Port);
        }
        if (Protocol == IpProtocol.Tcp)
        {
            span.SetTag(TelemetryNames.TcpFlags, ((TcpFlags)Flags).ToString().ToUpperInvariant());
            span.SetTag(TelemetryNames.TcpSequence, (long)Sequence);
        }
        else if (Protocol is IpProtocol.Icmp or IpProtocol.Icmpv6)
        {
            span.SetTag(TelemetryNames.IcmpType, (long)Flags);
            if (IsEcho) span.SetTag(TelemetryNames.IcmpSequence, (long)Sequence);
        }
        span.SetTag(TelemetryNames.PacketSize, (long)Length);
    }

    public static string NameOf(IpProtocol protocol) => protocol.ToString().ToLowerInvariant();

    private string TypeName => Type == default ? "unknown" : Type.ToString().ToLowerInvariant();

    private bool HasPorts => Protocol is IpProtocol.Tcp or IpProtocol.Udp && Source.Port != 0;

    /// <summary>RFC 792: 8 and 0; RFC 4443: 128 and 129.</summary>
    private bool IsEcho => Protocol == IpProtocol.Icmp ? Flags is 0 or 8 : Flags is 128 or 129;

    /// <summary>Extension headers hide it: then there is none.</summary>
    private PacketIdentity WithTransport(ReadOnlySpan<byte> transport)
    {
        if (transport.Length < 8) return this;
        switch (Protocol)
        {
            case IpProtocol.Tcp when TcpView.TryParse(transport, out TcpView tcp):
                return WithPorts(transport) with { Sequence = tcp.SequenceNumber.Value, Flags = (ushort)tcp.Flags, Payload = tcp.Payload.Length };
            case IpProtocol.Udp:
                return WithPorts(transport);
            case IpProtocol.Icmp or IpProtocol.Icmpv6:
                return this with { Flags = transport[0], Sequence = BinaryPrimitives.ReadUInt16BigEndian(transport[6..]) };
            default:
                return this;
        }
    }

    private PacketIdentity WithPorts(ReadOnlySpan<byte> transport) => this with
    {
        Source = Source with { Port = BinaryPrimitives.ReadUInt16BigEndian(transport) },
        Destination = Destination with { Port = BinaryPrimitives.ReadUInt16BigEndian(transport[2..]) },
    };
}
