using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv6;

/// <summary>Writes the fragment header (RFC 8200 4.5) that <see cref="Ipv6ExtensionHeaders"/> reads.</summary>
public static class Ipv6FragmentHeader
{
    public const int Length = 8;

    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="nextHeader">What the fragmented part starts with.</param>
    /// <param name="offset">In bytes, a multiple of 8.</param>
    /// <param name="place">Whether further fragments follow.</param>
    /// <param name="identification">The same for all fragments of a packet.</param>
    public static void Write(Span<byte> bytes, IpProtocol nextHeader, int offset, FragmentPlace place, uint identification)
    {
        if (offset % 8 != 0) throw new ArgumentException("A fragment starts at a multiple of 8 bytes.", nameof(offset));
        bytes[0] = (byte)nextHeader;
        bytes[1] = 0;
        bytes.PutU16(2, checked((ushort)(offset | (place == FragmentPlace.MoreFollow ? 1 : 0))));
        bytes.PutU32(4, identification);
    }
}
