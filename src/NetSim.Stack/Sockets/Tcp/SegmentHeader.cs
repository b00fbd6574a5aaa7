using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// The IP header and the ports of one connection with everything that never changes filled in, and the sums over it, so that a segment
/// costs a copy of 24 or 44 bytes and a few stores.
/// </summary>
internal struct SegmentHeader
{
    private const int TotalLengthAt = 2;
    private const int FlagsAt = 6;
    private const int HeaderChecksumAt = 10;
    private const int PayloadLengthAt = 4;

    // Offsets within the TCP header (RFC 9293 3.1).
    private const int SequenceAt = 4;
    private const int AcknowledgmentAt = 8;
    private const int OffsetAndFlagsAt = 12;
    private const int WindowAt = 14;
    private const int ChecksumAt = 16;
    private const int UrgentPointerAt = 18;
    private const int PortsLength = 4;

    private Template _template;
    private readonly ushort _pseudoSum;
    private ushort _ipSum;

    public SegmentHeader(IpEndpoint local, IpEndpoint remote, TcpSettings settings, uint flowLabel)
    {
        Span<byte> ip = _template[..IpLength(local.Address)];
        if (local.Address.IsIPv4)
        {
            Ipv4Header.Write(ip, new Ipv4Fields
            {
                Source = local.Address,
                Destination = remote.Address,
                Protocol = IpProtocol.Tcp,
                TimeToLive = settings.TimeToLive,
                Dscp = settings.Dscp,
                DontFragment = true,
            });
        }
        else
        {
            Ipv6Header.Write(ip, new Ipv6Fields
            {
                Source = local.Address,
                Destination = remote.Address,
                NextHeader = IpProtocol.Tcp,
                HopLimit = settings.TimeToLive,
                Dscp = settings.Dscp,
                FlowLabel = flowLabel & 0xF_FFFF,
            });
        }
        Span<byte> ports = _template[TransportOffset..];
        BinaryPrimitives.WriteUInt16BigEndian(ports, local.Port);
        BinaryPrimitives.WriteUInt16BigEndian(ports[2..], remote.Port);
        _pseudoSum = InternetChecksum.Fold(InternetChecksum.PseudoHeader(local.Address, remote.Address, IpProtocol.Tcp, 0));
        SumUp();
    }

    /// <summary>Length of the IP header, where the TCP header starts.</summary>
    public readonly int TransportOffset => IsIPv4 ? Ipv4Header.MinLength : Ipv6Header.Length;

    public readonly bool IsIPv4 => _template[0] >> 4 == 4;

    public readonly IpEndpoint Local => EndAt(address: 0, port: 0);

    public readonly IpEndpoint Remote => EndAt(address: 1, port: 2);

    private readonly IpEndpoint EndAt(int address, int port)
    {
        ReadOnlySpan<byte> ip = _template[..TransportOffset];
        int length = IsIPv4 ? 4 : 16;
        // Both addresses stand at the end of either header.
        ReadOnlySpan<byte> bytes = ip.Slice(ip.Length - (2 - address) * length, length);
        return new IpEndpoint(IpAddress.Read(bytes), BinaryPrimitives.ReadUInt16BigEndian(_template[(TransportOffset + port)..]));
    }

    public static int IpLength(IpAddress address) => address.IsIPv4 ? Ipv4Header.MinLength : Ipv6Header.Length;

    /// <summary>The path takes so little that routers must cut (a path MTU below what RFC 1191 section 3 lets a host believe).</summary>
    public void AllowFragmentation()
    {
        if (!IsIPv4) return;
        BinaryPrimitives.WriteUInt16BigEndian(_template[FlagsAt..], 0);
        SumUp();
    }

    /// <summary>Diffserv codepoint of all later segments.</summary>
    public void SetDscp(byte dscp)
    {
        Span<byte> bytes = _template;
        if (IsIPv4) bytes[1] = (byte)(dscp << 2 | bytes[1] & 3);
        else BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bytes) & ~0xFC0 | dscp << 6));
        SumUp();
    }

    /// <summary>Time to live or hop limit of all later segments.</summary>
    public void SetTimeToLive(byte hops)
    {
        _template[IsIPv4 ? 8 : 7] = hops;
        SumUp();
    }

    /// <summary>Makes <paramref name="packet"/>, which is empty, a segment without options and payload filled in yet.</summary>
    /// <param name="packet">Empty, with room.</param>
    /// <param name="segment">The variable fields.</param>
    /// <param name="optionLength">Bytes of options, a multiple of 4.</param>
    /// <param name="payloadLength">Bytes of payload.</param>
    /// <returns>Options and payload, to be filled in.</returns>
    public readonly Span<byte> Write(Packet packet, in OutgoingFields segment, int optionLength, int payloadLength)
    {
        int headerLength = TcpHeader.MinLength + optionLength;
        int transportLength = headerLength + payloadLength;
        Span<byte> bytes = packet.Append(TransportOffset + transportLength);
        _template[..(TransportOffset + PortsLength)].CopyTo(bytes);
        if (IsIPv4)
        {
            uint total = (uint)bytes.Length;
            bytes[1] |= (byte)segment.Ecn;
            BinaryPrimitives.WriteUInt16BigEndian(bytes[TotalLengthAt..], (ushort)total);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[HeaderChecksumAt..], (ushort)~InternetChecksum.Fold(_ipSum + total + (uint)segment.Ecn));
        }
        else
        {
            bytes[1] |= (byte)((int)segment.Ecn << 4);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[PayloadLengthAt..], (ushort)transportLength);
        }
        Span<byte> tcp = bytes[TransportOffset..];
        BinaryPrimitives.WriteUInt32BigEndian(tcp[SequenceAt..], (uint)segment.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[AcknowledgmentAt..], (uint)segment.Acknowledgment);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[OffsetAndFlagsAt..], (ushort)(headerLength << 10 | (int)segment.Flags));
        BinaryPrimitives.WriteUInt16BigEndian(tcp[WindowAt..], segment.Window);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[UrgentPointerAt..], segment.UrgentPointer);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[ChecksumAt..], InternetChecksum.Fold((uint)_pseudoSum + (uint)transportLength));
        packet.TransportOffset = TransportOffset;
        packet.Checksum = ChecksumState.Partial;
        return tcp[TcpHeader.MinLength..];
    }

    private void SumUp()
    {
        if (!IsIPv4) return;
        Span<byte> ip = _template[..TransportOffset];
        BinaryPrimitives.WriteUInt16BigEndian(ip[TotalLengthAt..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(ip[HeaderChecksumAt..], 0);
        _ipSum = InternetChecksum.Fold(InternetChecksum.Sum(ip));
    }

    /// <summary>An IP header of either family and two ports, within the connection: an array would take 24 bytes more.</summary>
    [InlineArray(Ipv6Header.Length + PortsLength)]
    private struct Template
    {
        private byte _first;
    }
}

/// <summary>What differs between two segments of a connection.</summary>
internal readonly struct OutgoingFields
{
    public required long Sequence { get; init; }

    public required long Acknowledgment { get; init; }

    public required TcpFlags Flags { get; init; }

    public required ushort Window { get; init; }

    public EcnCodepoint Ecn { get; init; }

    public ushort UrgentPointer { get; init; }
}
