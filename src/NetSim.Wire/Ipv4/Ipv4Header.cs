using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv4;

/// <summary>Writes and changes the header that <see cref="Ipv4View"/> reads; every change keeps the header checksum right.</summary>
public static class Ipv4Header
{
    /// <summary>Length without options.</summary>
    public const int MinLength = 20;

    public const int MaxLength = 60;

    internal const int VersionAt = 0;
    internal const int TypeOfServiceAt = 1;
    internal const int TotalLengthAt = 2;
    internal const int IdentificationAt = 4;
    internal const int FlagsAt = 6;
    internal const int TimeToLiveAt = 8;
    internal const int ProtocolAt = 9;
    internal const int ChecksumAt = 10;
    internal const int SourceAt = 12;
    internal const int DestinationAt = 16;

    /// <summary>Writes a header of 20 bytes, checksum included.</summary>
    public static void Write(Span<byte> bytes, in Ipv4Fields fields) => Write(bytes, fields, default);

    /// <summary>Writes a header with options, checksum included.</summary>
    /// <param name="bytes">At least 20 bytes and the options.</param>
    /// <param name="fields">The rest of the header.</param>
    /// <param name="options">As they stand in the header: at most 40 bytes, a multiple of 4.</param>
    public static void Write(Span<byte> bytes, in Ipv4Fields fields, ReadOnlySpan<byte> options)
    {
        int length = MinLength + options.Length;
        if (length > MaxLength || length % 4 != 0) throw new ArgumentException("Options are at most 40 bytes in whole words.", nameof(options));
        if (fields.FragmentOffset % 8 != 0) throw new ArgumentException("A fragment starts at a multiple of 8 bytes.", nameof(fields));
        bytes[VersionAt] = (byte)(4 << 4 | length / 4);
        bytes[TypeOfServiceAt] = (byte)(fields.Dscp << 2 | (byte)fields.Ecn);
        bytes.PutU16(TotalLengthAt, checked((ushort)fields.TotalLength));
        bytes.PutU16(IdentificationAt, fields.Identification);
        int flags = (fields.DontFragment ? 0x4000 : 0) | (fields.MoreFragments ? 0x2000 : 0);
        bytes.PutU16(FlagsAt, (ushort)(flags | fields.FragmentOffset / 8));
        bytes[TimeToLiveAt] = fields.TimeToLive;
        bytes[ProtocolAt] = (byte)fields.Protocol;
        bytes.PutU32(SourceAt, fields.Source.IPv4Value);
        bytes.PutU32(DestinationAt, fields.Destination.IPv4Value);
        options.CopyTo(bytes[MinLength..]);
        FillChecksum(bytes);
    }

    /// <summary>Sets the total length and updates the checksum.</summary>
    public static void SetLength(Span<byte> header, int totalLength) =>
        Replace(header, TotalLengthAt, checked((ushort)totalLength));

    /// <summary>Sets the identification and updates the checksum.</summary>
    public static void SetIdentification(Span<byte> header, ushort identification) =>
        Replace(header, IdentificationAt, identification);

    /// <summary>Sets flags and offset of a fragment (offset in bytes, a multiple of 8) and updates the checksum; DF is cleared.</summary>
    public static void SetFragment(Span<byte> header, int offset, FragmentPlace place) =>
        Replace(header, FlagsAt, (ushort)(offset / 8 | (place == FragmentPlace.Last ? 0 : 0x2000)));

    /// <summary>Marks the packet (RFC 3168 section 5) and updates the checksum.</summary>
    public static void SetEcn(Span<byte> header, EcnCodepoint ecn) =>
        Replace(header, VersionAt, (ushort)(header.U16(VersionAt) & ~3 | (int)ecn));

    /// <summary>Takes one hop off and updates the checksum (RFC 1812 5.3.1, RFC 1624). A packet at 0 stays there: it should have been dropped.</summary>
    public static void DecrementTimeToLive(Span<byte> header)
    {
        if (header[TimeToLiveAt] > 0) Replace(header, TimeToLiveAt, (ushort)(header.U16(TimeToLiveAt) - 0x100));
    }

    /// <summary>Computes the checksum over the header, whose own length field says how long it is.</summary>
    public static void FillChecksum(Span<byte> header)
    {
        header.PutU16(ChecksumAt, 0);
        header.PutU16(ChecksumAt, InternetChecksum.Compute(header[..LengthOf(header)]));
    }

    /// <summary>False also if the bytes are too few to be a header.</summary>
    public static bool IsChecksumValid(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < MinLength) return false;
        int length = LengthOf(packet);
        return length >= MinLength && length <= packet.Length && InternetChecksum.Fold(InternetChecksum.Sum(packet[..length])) == 0xFFFF;
    }

    private static int LengthOf(ReadOnlySpan<byte> header) => (header[VersionAt] & 0x0F) * 4;

    private static void Replace(Span<byte> header, int at, ushort value)
    {
        header.PutU16(ChecksumAt, InternetChecksum.Update(header.U16(ChecksumAt), header.U16(at), value));
        header.PutU16(at, value);
    }
}
