using System.Buffers.Binary;

namespace NetSim.Wire.Capture;

/// <summary>Reads a block's fields in the byte order of its section.</summary>
internal readonly struct PcapngFields(bool isBigEndian)
{
    public ushort U16(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public uint U32(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public long I64(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);

    /// <summary>
    /// Takes the next option off the front of <paramref name="options"/>. At the end, marked or not, it gives
    /// <see cref="Pcapng.EndOfOptions"/> and no bytes are left.
    /// </summary>
    /// <returns>False if the option reaches beyond the block.</returns>
    public bool TryTakeOption(scoped ref ReadOnlySpan<byte> options, out ushort code, out ReadOnlySpan<byte> value)
    {
        code = Pcapng.EndOfOptions;
        value = default;
        if (options.IsEmpty) return true;
        if (options.Length < 4) return false;
        code = U16(options);
        int length = U16(options[2..]);
        if (code == Pcapng.EndOfOptions)
        {
            options = default;
            return true;
        }
        if (Pcapng.Padded(length) > options.Length - 4) return false;
        value = options.Slice(4, length);
        options = options[(4 + Pcapng.Padded(length))..];
        return true;
    }
}
