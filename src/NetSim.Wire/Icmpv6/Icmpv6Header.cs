using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Icmpv6;

/// <summary>Writes the header that <see cref="Icmpv6View"/> reads. The checksum covers addresses and payload too, so it is filled in last.</summary>
public static class Icmpv6Header
{
    public const int Length = 8;

    internal const int TypeAt = 0;
    internal const int CodeAt = 1;
    internal const int ChecksumAt = 2;
    internal const int RestAt = 4;

    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="type">The message.</param>
    /// <param name="code">Depends on the type: see the enumerations of codes.</param>
    /// <param name="rest">Bytes 4–7: MTU, pointer …</param>
    public static void Write(Span<byte> bytes, Icmpv6Type type, byte code, uint rest)
    {
        bytes[TypeAt] = (byte)type;
        bytes[CodeAt] = code;
        bytes.PutU16(ChecksumAt, 0);
        bytes.PutU32(RestAt, rest);
    }

    public static void WriteEcho(Span<byte> bytes, Icmpv6Type type, ushort identifier, ushort sequence) =>
        Write(bytes, type, 0, (uint)identifier << 16 | sequence);

    /// <param name="message">Header and payload.</param>
    /// <param name="source">Of the IPv6 header.</param>
    /// <param name="destination">Of the IPv6 header.</param>
    public static void FillChecksum(Span<byte> message, IpAddress source, IpAddress destination)
    {
        message.PutU16(ChecksumAt, 0);
        uint pseudo = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Icmpv6, message.Length);
        message.PutU16(ChecksumAt, InternetChecksum.Compute(message, pseudo));
    }

    /// <param name="message">Header and payload.</param>
    /// <param name="source">Of the IPv6 header.</param>
    /// <param name="destination">Of the IPv6 header.</param>
    public static bool IsChecksumValid(ReadOnlySpan<byte> message, IpAddress source, IpAddress destination)
    {
        uint pseudo = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Icmpv6, message.Length);
        return message.Length >= Length && InternetChecksum.Fold(InternetChecksum.Sum(message, pseudo)) == 0xFFFF;
    }
}
