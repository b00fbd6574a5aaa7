using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Checksums;

/// <summary>
/// The one's complement sum of 16-bit words (RFC 1071). A "sum" here is a partial one, not complemented: sums of pieces that start at
/// even offsets may be added, then <see cref="Fold"/>ed.
/// </summary>
public static class InternetChecksum
{
    /// <summary>Below this the vectors' setting up costs more than they save; headers are below it.</summary>
    private const int VectorThreshold = 64;

    /// <summary>Adds the words of <paramref name="bytes"/>; an odd last byte counts as the high byte of a word.</summary>
    /// <returns>At most 0xFFFF: up to 65,537 such sums may be added without loss.</returns>
    public static uint Sum(ReadOnlySpan<byte> bytes, uint initial = 0)
    {
        // The sum may be taken in either byte order and swapped at the end (RFC 1071 section 2 B), and over words of any multiple of
        // 16 bits, since 2^16, 2^32 and 1 are the same modulo 2^16 - 1. So 64 bits are read at once and their halves added up in 64 bits.
        ulong sum = 0;
        if (bytes.Length >= VectorThreshold)
        {
            int length = bytes.Length & ~(Vector256<byte>.Count - 1);
            sum = SumVectors(MemoryMarshal.Cast<byte, Vector256<ulong>>(bytes[..length]));
            bytes = bytes[length..];
        }
        foreach (ulong words in MemoryMarshal.Cast<byte, ulong>(bytes)) sum += (words & uint.MaxValue) + (words >> 32);
        sum = Reduce(sum + Tail(bytes[(bytes.Length & ~7)..]));
        return Reduce((BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)sum) : sum) + initial);
    }

    /// <summary>A sum of 2^32 halves still fits its lane: no message is that long.</summary>
    private static ulong SumVectors(ReadOnlySpan<Vector256<ulong>> vectors)
    {
        Vector256<ulong> low = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> even = Vector256<ulong>.Zero;
        Vector256<ulong> odd = Vector256<ulong>.Zero;
        foreach (Vector256<ulong> words in vectors)
        {
            even += words & low;
            odd += words >>> 32;
        }
        return Reduce(Vector256.Sum(even)) + Reduce(Vector256.Sum(odd));
    }

    /// <summary>The last 0–7 bytes as words in the host's order.</summary>
    private static ulong Tail(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        if (bytes.Length >= 4)
        {
            sum = MemoryMarshal.Read<uint>(bytes);
            bytes = bytes[4..];
        }
        if (bytes.Length >= 2)
        {
            sum += MemoryMarshal.Read<ushort>(bytes);
            bytes = bytes[2..];
        }
        if (!bytes.IsEmpty) sum += BitConverter.IsLittleEndian ? bytes[0] : (uint)bytes[0] << 8;
        return sum;
    }

    /// <summary>Brings a sum down to 16 bits by adding the carries back in. Zero only if all words were zero.</summary>
    public static ushort Fold(uint sum)
    {
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)(sum + (sum >> 16));
    }

    /// <summary>The checksum field for <paramref name="bytes"/>, whose own checksum field must be zero.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="initial">Sum of what is not among the bytes (pseudo header).</param>
    public static ushort Compute(ReadOnlySpan<byte> bytes, uint initial = 0) => (ushort)~Fold(Sum(bytes, initial));

    /// <summary>The checksum after one word under it has changed (RFC 1624 equation 3).</summary>
    public static ushort Update(ushort checksum, ushort oldWord, ushort newWord) =>
        (ushort)~Fold((uint)(ushort)~checksum + (ushort)~oldWord + newWord);

    /// <summary>The checksum after two words under it have changed, the first at an even offset.</summary>
    public static ushort Update(ushort checksum, uint oldWords, uint newWords) =>
        Update(Update(checksum, (ushort)(oldWords >> 16), (ushort)(newWords >> 16)), (ushort)oldWords, (ushort)newWords);

    /// <summary>The sum of the pseudo header of TCP, UDP and ICMPv6 (RFC 9293 3.1, RFC 768, RFC 8200 8.1); not folded.</summary>
    /// <param name="source">Both addresses of one family.</param>
    /// <param name="destination">Of an IPv6 packet with a routing header: the final one.</param>
    /// <param name="protocol">The upper-layer protocol.</param>
    /// <param name="length">Upper-layer header and payload, in bytes.</param>
    public static uint PseudoHeader(IpAddress source, IpAddress destination, IpProtocol protocol, int length)
    {
        uint sum = (uint)protocol + ((uint)length >> 16) + ((uint)length & 0xFFFF);
        return source.IsIPv4
            ? sum + Words(source.IPv4Value) + Words(destination.IPv4Value)
            : sum + Words(source.High) + Words(source.Low) + Words(destination.High) + Words(destination.Low);
    }

    private static uint Words(ulong value) =>
        (uint)(value >> 48) + (uint)(value >> 32 & 0xFFFF) + (uint)(value >> 16 & 0xFFFF) + (uint)(value & 0xFFFF);

    private static uint Reduce(ulong sum)
    {
        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & uint.MaxValue) + (sum >> 32);
        return Fold((uint)sum);
    }
}
