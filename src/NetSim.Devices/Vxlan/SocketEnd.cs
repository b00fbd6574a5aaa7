using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Vxlan;

/// <summary>struct sockaddr_in or sockaddr_in6: family, port and address at the kernel's places.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal unsafe struct SocketEnd
{
    public const int Size = 28;

    private const ushort InternetFamily = 2, InternetFamilyIPv6 = 10;
    private const int AddressAt = 4, AddressAtIPv6 = 8, LengthIPv4 = 16;

    private fixed byte _bytes[Size];

    public SocketEnd(IpAddress address, ushort port)
    {
        this = default;
        fixed (byte* start = _bytes)
        {
            var bytes = new Span<byte>(start, Size);
            BitConverter.TryWriteBytes(bytes, address.IsIPv4 ? InternetFamily : InternetFamilyIPv6);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], port);
            address.Write(bytes[(address.IsIPv4 ? AddressAt : AddressAtIPv6)..]);
        }
    }

    /// <summary>As the kernel wants it.</summary>
    public readonly int Length => _bytes[0] == InternetFamily ? LengthIPv4 : Size;

    public readonly bool HasAddressOf(in SocketEnd other)
    {
        (int at, int length) = _bytes[0] == InternetFamily ? (AddressAt, 4) : (AddressAtIPv6, 16);
        if (_bytes[0] != other._bytes[0]) return false;
        for (int i = at; i < at + length; i++)
        {
            if (_bytes[i] != other._bytes[i]) return false;
        }
        return true;
    }
}
