using System.Runtime.InteropServices;

namespace NetSim.Devices.Netlink;

/// <summary>Walks the attributes behind a message's fixed part, or those nested in an attribute. Total.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int HeaderLength = 4, TypeAt = 2;
    private const ushort TypeMask = 0x3FFF;     // without the "nested" and "network order" bits

    private ReadOnlySpan<byte> _rest = bytes;

    public bool TryNext(out ushort type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (_rest.Length < HeaderLength) return false;
        ushort length = MemoryMarshal.Read<ushort>(_rest);
        if (length < HeaderLength || length > _rest.Length) return false;
        type = (ushort)(MemoryMarshal.Read<ushort>(_rest[TypeAt..]) & TypeMask);
        value = _rest[HeaderLength..length];
        _rest = _rest[Math.Min(NetlinkReader.Align(length), _rest.Length)..];
        return true;
    }

    /// <summary>An attribute's number, whatever its width says; 0 if it has none of the usual widths.</summary>
    public static uint Number(ReadOnlySpan<byte> value) => value.Length switch
    {
        1 => value[0],
        2 => MemoryMarshal.Read<ushort>(value),
        4 => MemoryMarshal.Read<uint>(value),
        _ => 0,
    };

    /// <summary>An attribute's text, without the zero at its end.</summary>
    public static string Text(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }
}
