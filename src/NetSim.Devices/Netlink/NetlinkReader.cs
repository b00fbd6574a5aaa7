using System.Runtime.InteropServices;

namespace NetSim.Devices.Netlink;

/// <summary>Walks the messages of one datagram from the kernel. Total: a length that lies ends the walk.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> bytes)
{
    private const int TypeAt = 4, FlagsAt = 6, SequenceAt = 8;

    private ReadOnlySpan<byte> _rest = bytes;

    public bool TryNext(out NetlinkMessage message)
    {
        message = default;
        if (_rest.Length < RtNetlink.HeaderLength) return false;
        uint length = MemoryMarshal.Read<uint>(_rest);
        if (length < RtNetlink.HeaderLength || length > _rest.Length) return false;
        message = new NetlinkMessage(
            MemoryMarshal.Read<ushort>(_rest[TypeAt..]),
            MemoryMarshal.Read<ushort>(_rest[FlagsAt..]),
            MemoryMarshal.Read<uint>(_rest[SequenceAt..]),
            _rest[RtNetlink.HeaderLength..(int)length]);
        _rest = _rest[Math.Min(Align((int)length), _rest.Length)..];
        return true;
    }

    /// <summary>Messages and attributes start at multiples of four bytes.</summary>
    public static int Align(int length) => (length + 3) & ~3;
}
