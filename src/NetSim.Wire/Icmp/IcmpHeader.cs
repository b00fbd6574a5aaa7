using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;

namespace NetSim.Wire.Icmp;

/// <summary>Writes the header that <see cref="IcmpView"/> reads. The checksum covers the payload too, so it is filled in last.</summary>
public static class IcmpHeader
{
    public const int Length = 8;

    internal const int TypeAt = 0;
    internal const int CodeAt = 1;
    internal const int ChecksumAt = 2;
    internal const int RestAt = 4;

    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="type">The message.</param>
    /// <param name="code">Depends on the type: see the enumerations of codes.</param>
    /// <param name="rest">Bytes 4–7: next-hop MTU, pointer &lt;&lt; 24, gateway …</param>
    public static void Write(Span<byte> bytes, IcmpType type, byte code, uint rest)
    {
        bytes[TypeAt] = (byte)type;
        bytes[CodeAt] = code;
        bytes.PutU16(ChecksumAt, 0);
        bytes.PutU32(RestAt, rest);
    }

    public static void WriteEcho(Span<byte> bytes, IcmpType type, ushort identifier, ushort sequence) =>
        Write(bytes, type, 0, (uint)identifier << 16 | sequence);

    /// <param name="message">Header and payload.</param>
    public static void FillChecksum(Span<byte> message)
    {
        message.PutU16(ChecksumAt, 0);
        message.PutU16(ChecksumAt, InternetChecksum.Compute(message));
    }

    /// <param name="message">Header and payload.</param>
    public static bool IsChecksumValid(ReadOnlySpan<byte> message) =>
        message.Length >= Length && InternetChecksum.Fold(InternetChecksum.Sum(message)) == 0xFFFF;
}
