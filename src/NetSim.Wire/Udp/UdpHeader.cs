using NetSim.Wire.Buffers;

namespace NetSim.Wire.Udp;

/// <summary>Writes the header that <see cref="UdpView"/> reads.</summary>
public static class UdpHeader
{
    public const int Length = 8;

    internal const int SourcePortAt = 0;
    internal const int DestinationPortAt = 2;
    internal const int LengthAt = 4;
    internal const int ChecksumAt = 6;

    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="sourcePort">0 if no answer is expected.</param>
    /// <param name="destinationPort">The receiver's port.</param>
    /// <param name="length">Header and payload, in bytes.</param>
    /// <param name="checksum">The folded pseudo-header sum of a partial checksum, or 0 for none.</param>
    public static void Write(Span<byte> bytes, ushort sourcePort, ushort destinationPort, int length, ushort checksum = 0)
    {
        bytes.PutU16(SourcePortAt, sourcePort);
        bytes.PutU16(DestinationPortAt, destinationPort);
        bytes.PutU16(LengthAt, checked((ushort)length));
        bytes.PutU16(ChecksumAt, checksum);
    }

    public static void SetLength(Span<byte> header, int length) => header.PutU16(LengthAt, checked((ushort)length));

    public static void SetChecksum(Span<byte> header, ushort checksum) => header.PutU16(ChecksumAt, checksum);
}
