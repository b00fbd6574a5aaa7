using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;

namespace NetSim.Wire.Gre;

/// <summary>What <see cref="GreHeader"/> writes; what is null is left out.</summary>
/// <param name="Protocol">Of the payload.</param>
/// <param name="Key">Tells tunnels between the same ends apart.</param>
/// <param name="SequenceNumber">Counts the packets of a tunnel.</param>
public readonly record struct GreFields(EtherType Protocol, uint? Key = null, uint? SequenceNumber = null);

/// <summary>Writes the header that <see cref="GreView"/> reads.</summary>
public static class GreHeader
{
    public const int MinLength = 4;

    internal const int ProtocolAt = 2;
    internal const int ChecksumFlag = 0x8000, KeyFlag = 0x2000, SequenceFlag = 0x1000;

    /// <param name="bytes">Header and payload.</param>
    /// <param name="fields">What stands in the header.</param>
    public static void Write(Span<byte> bytes, in GreFields fields) => Write(bytes, fields, 0);

    /// <summary>With a checksum over header and payload, which stands behind the header already.</summary>
    /// <param name="bytes">Header and payload.</param>
    /// <param name="fields">What stands in the header.</param>
    public static void WriteWithChecksum(Span<byte> bytes, in GreFields fields)
    {
        Write(bytes, fields, ChecksumFlag);
        bytes.PutU16(MinLength, InternetChecksum.Compute(bytes));
    }

    internal static int LengthOf(int flags) =>
        MinLength + ((flags & ChecksumFlag) != 0 ? 4 : 0) + ((flags & KeyFlag) != 0 ? 4 : 0) + ((flags & SequenceFlag) != 0 ? 4 : 0);

    private static void Write(Span<byte> bytes, in GreFields fields, int flags)
    {
        if (fields.Key is not null) flags |= KeyFlag;
        if (fields.SequenceNumber is not null) flags |= SequenceFlag;
        bytes.PutU16(0, (ushort)flags);
        bytes.PutU16(ProtocolAt, (ushort)fields.Protocol);
        int at = MinLength;
        if ((flags & ChecksumFlag) != 0)
        {
            bytes.PutU32(at, 0);
            at += 4;
        }
        if (fields.Key is { } key)
        {
            bytes.PutU32(at, key);
            at += 4;
        }
        if (fields.SequenceNumber is { } number) bytes.PutU32(at, number);
    }
}
