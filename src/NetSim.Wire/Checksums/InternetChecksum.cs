using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Checksums;

/// <summary>
/// The one's complement sum of 16-bit words (RFC 1071). A "sum" here is a partial one, not complemented: sums of pieces that start at
/// even offsets may be added, then <see cref="Fold"/>ed.
/// </summary>
public static class InternetChecksum
{
    /// <summary>Adds the words of <paramref name="bytes"/>; an odd last byte counts as the high byte of a word.</summary>
    /// <returns>At most 0xFFFF: up to 65,537 such sums may be added without loss.</returns>
    public static uint Sum(ReadOnlySpan<byte> bytes, uint initial = 0)
    {
        ulong sum = initial;
        int at = 0;
        for (; at + 1 < bytes.Length; at += 2) sum += bytes.U16(at);
        if (at < bytes.Length) sum += (uint)bytes[at] << 8;
        return Reduce(sum);
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
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        return Fold((uint)sum);
    }
}
