using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tcp;

/// <summary>Writes and changes the header that <see cref="TcpView"/> reads.</summary>
public static class TcpHeader
{
    /// <summary>Length without options.</summary>
    public const int MinLength = 20;

    public const int MaxLength = 60;

    internal const int SourcePortAt = 0;
    internal const int DestinationPortAt = 2;
    internal const int SequenceNumberAt = 4;
    internal const int AcknowledgmentNumberAt = 8;
    internal const int OffsetAt = 12;
    internal const int WindowAt = 14;
    internal const int ChecksumAt = 16;
    internal const int UrgentPointerAt = 18;
    internal const int FlagMask = 0x1FF;

    /// <summary>Writes header and options.</summary>
    /// <returns>Their length: 20 and <see cref="TcpOptions.Length"/>.</returns>
    public static int Write(Span<byte> bytes, in TcpFields fields, in TcpOptions options)
    {
        int length = MinLength + options.Length;
        options.Write(bytes[MinLength..length]);
        WriteFixed(bytes, fields, length);
        return length;
    }

    /// <summary>Writes a header without options: 20 bytes.</summary>
    public static int Write(Span<byte> bytes, in TcpFields fields)
    {
        WriteFixed(bytes, fields, MinLength);
        return MinLength;
    }

    /// <summary>Writes a header with options that stand already behind it.</summary>
    /// <param name="bytes">20 bytes and the options.</param>
    /// <param name="fields">The rest of the header.</param>
    /// <param name="headerLength">20–60, a multiple of 4.</param>
    public static void WriteFixed(Span<byte> bytes, in TcpFields fields, int headerLength)
    {
        if (headerLength is < MinLength or > MaxLength || headerLength % 4 != 0) throw new ArgumentOutOfRangeException(nameof(headerLength));
        bytes.PutU16(SourcePortAt, fields.SourcePort);
        bytes.PutU16(DestinationPortAt, fields.DestinationPort);
        bytes.PutU32(SequenceNumberAt, fields.SequenceNumber.Value);
        bytes.PutU32(AcknowledgmentNumberAt, fields.AcknowledgmentNumber.Value);
        bytes.PutU16(OffsetAt, (ushort)(headerLength / 4 << 12 | (int)fields.Flags & FlagMask));
        bytes.PutU16(WindowAt, fields.Window);
        bytes.PutU16(ChecksumAt, fields.Checksum);
        bytes.PutU16(UrgentPointerAt, fields.UrgentPointer);
    }

    public static void SetChecksum(Span<byte> header, ushort checksum) => header.PutU16(ChecksumAt, checksum);
}
