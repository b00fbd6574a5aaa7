using System.Buffers.Binary;
using System.Text;

namespace NetSim.Wire.Capture;

/// <summary>
/// One block being put together in a buffer of its own, which grows to the largest block and is then reused. Little endian.
/// <code>
///   | type (4) | length (4) | body, each part padded to 4 | length (4) |
/// </code>
/// </summary>
internal sealed class PcapngBlock
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Start(uint type)
    {
        _length = 0;
        U32(type);
        U32(0);
    }

    public void End()
    {
        U32((uint)_length + 4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(4), (uint)_length);
    }

    /// <summary>A block that was finished before.</summary>
    public void Load(ReadOnlySpan<byte> bytes)
    {
        _length = 0;
        bytes.CopyTo(Grow(bytes.Length));
    }

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Grow(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Grow(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Grow(8), value);

    public void Data(ReadOnlySpan<byte> data)
    {
        data.CopyTo(Grow(data.Length));
        Pad();
    }

    /// <summary>A text that is empty is no option. One that is longer than an option can be is cut.</summary>
    public void Option(ushort code, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        while (Encoding.UTF8.GetByteCount(text) > ushort.MaxValue) text = text[..(text.Length / 2)];
        int count = Encoding.UTF8.GetByteCount(text);
        U16(code);
        U16((ushort)count);
        Encoding.UTF8.GetBytes(text, Grow(count));
        Pad();
    }

    public void Option(ushort code, ReadOnlySpan<byte> value)
    {
        U16(code);
        U16((ushort)value.Length);
        Data(value);
    }

    public void EndOptions() => U32(Pcapng.EndOfOptions);

    private void Pad() => Grow(Pcapng.Padded(_length) - _length).Clear();

    private Span<byte> Grow(int count)
    {
        if (_length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
        Span<byte> part = _bytes.AsSpan(_length, count);
        _length += count;
        return part;
    }
}
