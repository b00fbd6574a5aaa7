using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv6;

/// <summary>Writes and changes the header that <see cref="Ipv6View"/> reads.</summary>
public static class Ipv6Header
{
    public const int Length = 40;

    /// <summary>Every link carries packets of so many bytes (RFC 8200 section 5).</summary>
    public const int LeastMtu = 1280;

    internal const int VersionAt = 0;
    internal const int PayloadLengthAt = 4;
    internal const int NextHeaderAt = 6;
    internal const int HopLimitAt = 7;
    internal const int SourceAt = 8;
    internal const int DestinationAt = 24;

    public static void Write(Span<byte> bytes, in Ipv6Fields fields)
    {
        uint trafficClass = (uint)(fields.Dscp << 2 | (byte)fields.Ecn);
        bytes.PutU32(VersionAt, 6u << 28 | trafficClass << 20 | fields.FlowLabel & 0xF_FFFF);
        bytes.PutU16(PayloadLengthAt, checked((ushort)fields.PayloadLength));
        bytes[NextHeaderAt] = (byte)fields.NextHeader;
        bytes[HopLimitAt] = fields.HopLimit;
        WriteAddress(bytes[SourceAt..], fields.Source);
        WriteAddress(bytes[DestinationAt..], fields.Destination);
    }

    public static void SetPayloadLength(Span<byte> header, int payloadLength) =>
        header.PutU16(PayloadLengthAt, checked((ushort)payloadLength));

    /// <summary>Marks the packet (RFC 3168 section 5).</summary>
    public static void SetEcn(Span<byte> header, EcnCodepoint ecn) =>
        header.PutU16(VersionAt, (ushort)(header.U16(VersionAt) & ~0x30 | (int)ecn << 4));

    /// <summary>Takes one hop off (RFC 8200 section 3). A packet at 0 stays there: it should have been dropped.</summary>
    public static void DecrementHopLimit(Span<byte> header)
    {
        if (header[HopLimitAt] > 0) header[HopLimitAt]--;
    }

    /// <summary>Always 16 bytes, so that a wrong family cannot leave bytes unwritten.</summary>
    internal static void WriteAddress(Span<byte> bytes, IpAddress address)
    {
        if (address.IsIPv4) throw new ArgumentException($"{address} cannot stand in an IPv6 header.", nameof(address));
        address.Write(bytes);
    }
}
