using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Udp;

namespace NetSim.Testing;

/// <summary>
/// Packets for tests, right in every length and checksum unless asked otherwise:
/// <code>
///   byte[] syn = PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Tcp(40000, 80, TcpFlags.Syn).ToBytes();
/// </code>
/// </summary>
public sealed class PacketBuilder
{
    private readonly List<(IpProtocol Kind, byte[] Bytes)> _extensions = [];
    private readonly bool _isIPv4;
    private Ipv4Fields _ipv4;
    private Ipv6Fields _ipv6;
    private byte[] _ipOptions = [];
    private byte[] _transport = [];
    private byte[] _payload = [];
    private bool _isWholeMessage;
    private IpProtocol _protocol = IpProtocol.NoNext;
    private TcpFields _tcp;
    private TcpOptions _tcpOptions;
    private ChecksumState _checksum = ChecksumState.Complete;
    private int _segmentSize;
    private (MacAddress Destination, MacAddress Source)? _ethernet;

    private PacketBuilder(IpAddress source, IpAddress destination)
    {
        _isIPv4 = source.IsIPv4;
        _ipv4 = new Ipv4Fields { Source = source, Destination = destination, Identification = 1 };
        _ipv6 = new Ipv6Fields { Source = source, Destination = destination };
    }

    public static PacketBuilder IPv4(string source = "10.0.0.1", string destination = "10.0.0.2") =>
        Between(IpAddress.Parse(source), IpAddress.Parse(destination));

    public static PacketBuilder IPv6(string source = "fd00::1", string destination = "fd00::2") =>
        Between(IpAddress.Parse(source), IpAddress.Parse(destination));

    /// <summary>Both of one family, which is the packet's.</summary>
    public static PacketBuilder Between(IpAddress source, IpAddress destination) => source.IsIPv4 == destination.IsIPv4
        ? new PacketBuilder(source, destination)
        : throw new ArgumentException("The addresses are of different families.", nameof(destination));

    /// <summary>The packet is to start with an Ethernet header.</summary>
    public PacketBuilder Ethernet(string source = "02:00:00:00:00:01", string destination = "02:00:00:00:00:02")
    {
        _ethernet = (MacAddress.Parse(destination), MacAddress.Parse(source));
        return this;
    }

    /// <summary>
    /// Exchanges fields of the IPv4 header: <c>WithIPv4(f =&gt; f with { DontFragment = true })</c>. Lengths and protocol are the builder's.
    /// </summary>
    public PacketBuilder WithIPv4(Func<Ipv4Fields, Ipv4Fields> change)
    {
        _ipv4 = change(_ipv4);
        return this;
    }

    /// <inheritdoc cref="WithIPv4"/>
    public PacketBuilder WithIPv6(Func<Ipv6Fields, Ipv6Fields> change)
    {
        _ipv6 = change(_ipv6);
        return this;
    }

    /// <summary>TTL or hop limit.</summary>
    public PacketBuilder HopLimit(byte hops)
    {
        _ipv4 = _ipv4 with { TimeToLive = hops };
        _ipv6 = _ipv6 with { HopLimit = hops };
        return this;
    }

    public PacketBuilder Ecn(EcnCodepoint ecn)
    {
        _ipv4 = _ipv4 with { Ecn = ecn };
        _ipv6 = _ipv6 with { Ecn = ecn };
        return this;
    }

    /// <summary>Options of the IPv4 header, whole words.</summary>
    public PacketBuilder IPv4Options(params byte[] options)
    {
        _ipOptions = options;
        return this;
    }

    /// <summary>Adds an IPv6 extension header; its first byte (next header) is set by the builder.</summary>
    public PacketBuilder Extension(IpProtocol kind, params byte[] header)
    {
        _extensions.Add((kind, header));
        return this;
    }

    public PacketBuilder Tcp(
        ushort sourcePort = 40000, ushort destinationPort = 80, TcpFlags flags = TcpFlags.Ack, uint sequence = 1000, uint acknowledgment = 0)
    {
        _protocol = IpProtocol.Tcp;
        _tcp = new TcpFields
        {
            SourcePort = sourcePort,
            DestinationPort = destinationPort,
            Flags = flags,
            SequenceNumber = new SequenceNumber(sequence),
            AcknowledgmentNumber = new SequenceNumber(acknowledgment),
            Window = 65535,
        };
        return this;
    }

    /// <summary>Exchanges fields of the TCP header; the checksum is set by the builder.</summary>
    public PacketBuilder WithTcp(Func<TcpFields, TcpFields> change)
    {
        _tcp = change(_tcp);
        return this;
    }

    public PacketBuilder WithTcpOptions(TcpOptions options)
    {
        _tcpOptions = options;
        return this;
    }

    public PacketBuilder Udp(ushort sourcePort = 40000, ushort destinationPort = 53)
    {
        _protocol = IpProtocol.Udp;
        _transport = new byte[UdpHeader.Length];
        UdpHeader.Write(_transport, sourcePort, destinationPort, 0);
        return this;
    }

    public PacketBuilder Icmp(IcmpType type, byte code = 0, uint rest = 0)
    {
        _protocol = IpProtocol.Icmp;
        _transport = new byte[IcmpHeader.Length];
        IcmpHeader.Write(_transport, type, code, rest);
        return this;
    }

    public PacketBuilder Icmpv6(Icmpv6Type type, byte code = 0, uint rest = 0)
    {
        _protocol = IpProtocol.Icmpv6;
        _transport = new byte[Icmpv6Header.Length];
        Icmpv6Header.Write(_transport, type, code, rest);
        return this;
    }

    /// <summary>An echo request of the packet's family.</summary>
    public PacketBuilder Echo(ushort identifier = 1, ushort sequence = 1) => _isIPv4
        ? Icmp(IcmpType.EchoRequest, 0, (uint)identifier << 16 | sequence)
        : Icmpv6(Icmpv6Type.EchoRequest, 0, (uint)identifier << 16 | sequence);

    /// <summary>Any protocol, with a payload that is the whole message: nothing in it is filled in.</summary>
    public PacketBuilder Protocol(IpProtocol protocol)
    {
        _protocol = protocol;
        _isWholeMessage = true;
        return this;
    }

    public PacketBuilder Payload(ReadOnlySpan<byte> payload)
    {
        _payload = payload.ToArray();
        return this;
    }

    /// <summary>A payload of so many bytes, each its offset modulo 251, so that a shifted piece is noticed.</summary>
    public PacketBuilder Payload(int length)
    {
        _payload = new byte[length];
        for (int i = 0; i < length; i++) _payload[i] = (byte)(i % 251);
        return this;
    }

    /// <summary>State of the packet that <see cref="Build"/> makes; the bytes are made accordingly.</summary>
    public PacketBuilder Checksum(ChecksumState state)
    {
        _checksum = state;
        return this;
    }

    /// <summary>The packet that <see cref="Build"/> makes is a super-segment.</summary>
    public PacketBuilder SegmentSize(int size)
    {
        _segmentSize = size;
        return this;
    }

    public Packet Build(PacketPool pool)
    {
        byte[] bytes = ToBytes();
        Packet packet = pool.Rent(bytes.Length);
        bytes.CopyTo(packet.Append(bytes.Length));
        packet.Checksum = _checksum;
        packet.SegmentSize = _segmentSize;
        return packet;
    }

    public byte[] ToBytes()
    {
        byte[] upper = Upper();
        byte[] ip = _isIPv4 ? MakeIPv4(upper) : MakeIPv6(upper);
        if (_ethernet is not { } link) return ip;
        byte[] frame = new byte[EthernetHeader.Length + ip.Length];
        EthernetHeader.Write(frame, link.Destination, link.Source, _isIPv4 ? EtherType.IPv4 : EtherType.IPv6);
        ip.CopyTo(frame, EthernetHeader.Length);
        return frame;
    }

    private byte[] MakeIPv4(byte[] upper)
    {
        byte[] packet = new byte[Ipv4Header.MinLength + _ipOptions.Length + upper.Length];
        Ipv4Header.Write(packet, _ipv4 with { TotalLength = packet.Length, Protocol = _protocol }, _ipOptions);
        upper.CopyTo(packet, packet.Length - upper.Length);
        return packet;
    }

    private byte[] MakeIPv6(byte[] upper)
    {
        int extensions = _extensions.Sum(e => e.Bytes.Length);
        byte[] packet = new byte[Ipv6Header.Length + extensions + upper.Length];
        IpProtocol first = _extensions.Count > 0 ? _extensions[0].Kind : _protocol;
        Ipv6Header.Write(packet, _ipv6 with { PayloadLength = packet.Length - Ipv6Header.Length, NextHeader = first });
        int at = Ipv6Header.Length;
        for (int i = 0; i < _extensions.Count; i++)
        {
            byte[] header = _extensions[i].Bytes;
            header.CopyTo(packet, at);
            packet[at] = (byte)(i + 1 < _extensions.Count ? _extensions[i + 1].Kind : _protocol);
            at += header.Length;
        }
        upper.CopyTo(packet, at);
        return packet;
    }

    private byte[] Upper()
    {
        if (_isWholeMessage) return _payload;
        byte[] header = _protocol == IpProtocol.Tcp ? TcpHeaderBytes() : _transport;
        byte[] message = [.. header, .. _payload];
        if (_protocol == IpProtocol.Udp) UdpHeader.SetLength(message, message.Length);
        int at = ChecksumOffset();
        if (at < 0) return message;
        uint pseudo = _protocol == IpProtocol.Icmp
            ? 0
            : InternetChecksum.PseudoHeader(Source, Destination, _protocol, message.Length);
        ushort checksum = _checksum == ChecksumState.Partial ? InternetChecksum.Fold(pseudo) : InternetChecksum.Compute(message, pseudo);
        if (checksum == 0 && _protocol == IpProtocol.Udp) checksum = 0xFFFF;
        (message[at], message[at + 1]) = ((byte)(checksum >> 8), (byte)checksum);
        return message;
    }

    private IpAddress Source => _isIPv4 ? _ipv4.Source : _ipv6.Source;

    private IpAddress Destination => _isIPv4 ? _ipv4.Destination : _ipv6.Destination;

    private byte[] TcpHeaderBytes()
    {
        byte[] header = new byte[TcpHeader.MinLength + _tcpOptions.Length];
        TcpHeader.Write(header, _tcp, _tcpOptions);
        return header;
    }

    private int ChecksumOffset() => _protocol switch
    {
        IpProtocol.Tcp => 16,
        IpProtocol.Udp => 6,
        IpProtocol.Icmp or IpProtocol.Icmpv6 => 2,
        _ => -1,
    };
}
