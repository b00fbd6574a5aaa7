using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace NetSim.Devices.Native;

/// <summary>struct ifreq of linux/if.h: a device's name and a union of which NetSim uses the flags.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal struct InterfaceRequest
{
    /// <summary>IFNAMSIZ: 15 bytes of name and a zero.</summary>
    public const int NameSize = 16;

    private NameBytes _name;
    public short Flags;

    /// <param name="name">At most 15 bytes in UTF-8: checked before.</param>
    public InterfaceRequest(string name, int flags)
    {
        this = default;
        Encoding.UTF8.GetBytes(name, ((Span<byte>)_name)[..(NameSize - 1)]);
        Flags = (short)flags;
    }

    public readonly string Name
    {
        get
        {
            ReadOnlySpan<byte> bytes = _name;
            int end = bytes.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        }
    }

    [InlineArray(NameSize)]
    private struct NameBytes
    {
        private byte _first;
    }
}
