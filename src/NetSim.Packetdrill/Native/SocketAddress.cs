using System.Buffers.Binary;
using NetSim.Wire.Addresses;

namespace NetSim.Packetdrill.Native;

/// <summary>struct sockaddr_in and sockaddr_in6. Addresses of IPv4 mapped into IPv6 are addresses of IPv4.</summary>
internal static class SocketAddress
{
    public const int IPv4 = 2, IPv6 = 10;

    private const int LengthIPv4 = 16, LengthIPv6 = 28, LeastLengthIPv6 = 24;

    public static bool TryRead(ReadOnlySpan<byte> bytes, out IpEndpoint end)
    {
        end = default;
        if (bytes.Length < LengthIPv4) return false;
        int family = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (family == IPv4) end = new IpEndpoint(IpAddress.Read(bytes.Slice(4, 4)), port);
        else if (family == IPv6 && bytes.Length >= LeastLengthIPv6) end = new IpEndpoint(IpAddress.Read(bytes.Slice(8, 16)), port);
        else return false;
        return true;
    }

    /// <returns>The address's whole length, of which as much is written as fits.</returns>
    public static int Write(IpEndpoint end, Span<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[LengthIPv6];
        whole.Clear();
        bool isIPv4 = end.Address.IsIPv4;
        BinaryPrimitives.WriteUInt16LittleEndian(whole, (ushort)(isIPv4 ? IPv4 : IPv6));
        BinaryPrimitives.WriteUInt16BigEndian(whole[2..], end.Port);
        end.Address.Write(isIPv4 ? whole.Slice(4, 4) : whole.Slice(8, 16));
        whole = whole[..(isIPv4 ? LengthIPv4 : LengthIPv6)];
        whole[..Math.Min(whole.Length, bytes.Length)].CopyTo(bytes);
        return whole.Length;
    }
}
