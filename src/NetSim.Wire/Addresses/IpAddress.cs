using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace NetSim.Wire.Addresses;

/// <summary>
/// An IPv4 or IPv6 address in 16 bytes. An IPv4 address is held in its IPv4-mapped form (RFC 4291 section 2.5.5.2),
/// so both families share one key type; a mapped address is never legal in an IPv6 header, and the IPv6 parser refuses it.
/// <see langword="default"/> is <c>::</c>.
/// </summary>
public readonly struct IpAddress
    : IEquatable<IpAddress>, IComparable<IpAddress>, ISpanParsable<IpAddress>, ISpanFormattable, IUtf8SpanFormattable
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    private readonly ulong _high;
    private readonly ulong _low;

    public IpAddress(ulong high, ulong low) => (_high, _low) = (high, low);

    /// <summary>An IPv4 address from its value in host byte order: <c>0x0A000001</c> is 10.0.0.1.</summary>
    public static IpAddress FromIPv4(uint value) => new(0, MappedPrefix | value);

    public static IpAddress FromIPv4(byte a, byte b, byte c, byte d) => FromIPv4((uint)(a << 24 | b << 16 | c << 8 | d));

    public static readonly IpAddress AnyIPv4 = FromIPv4(0);
    public static readonly IpAddress BroadcastIPv4 = FromIPv4(uint.MaxValue);
    public static readonly IpAddress LoopbackIPv4 = FromIPv4(127, 0, 0, 1);
    public static readonly IpAddress AnyIPv6;
    public static readonly IpAddress LoopbackIPv6 = new(0, 1);

    /// <summary>ff02::1 (RFC 4291 2.7.1).</summary>
    public static readonly IpAddress AllNodesIPv6 = new(0xFF02_0000_0000_0000, 1);

    /// <summary>ff02::2 (RFC 4291 2.7.1).</summary>
    public static readonly IpAddress AllRoutersIPv6 = new(0xFF02_0000_0000_0000, 2);

    /// <summary>The address that a MAC gives within a prefix of 64 bits: modified EUI-64 (RFC 4291 appendix A, RFC 2464 section 4).</summary>
    public static IpAddress FromEui64(IpPrefix prefix, MacAddress mac)
    {
        const ulong UniversalBit = 0x0200_0000_0000_0000;
        ulong identifier = mac.Value >> 24 << 40 | 0xFF_FE00_0000 | mac.Value & 0xFF_FFFF;
        return new IpAddress(prefix.Network.Address.High, identifier ^ UniversalBit);
    }

    /// <summary>fe80::/64 with the modified EUI-64 of <paramref name="mac"/> (RFC 2464 section 5).</summary>
    public static IpAddress LinkLocalFrom(MacAddress mac) => FromEui64(IpPrefix.LinkLocalIPv6, mac);

    /// <summary>The multicast group of all nodes whose IPv6 address ends in the same 24 bits: ff02::1:ffxx:xxxx (RFC 4291 2.7.1).</summary>
    public IpAddress SolicitedNode => new(0xFF02_0000_0000_0000, 0x0000_0001_FF00_0000 | _low & 0xFF_FFFF);

    /// <summary>Bits 0–63 of the 128-bit value, in host order.</summary>
    public ulong High => _high;

    /// <summary>Bits 64–127 of the 128-bit value, in host order.</summary>
    public ulong Low => _low;

    public bool IsIPv4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _high == 0 && _low >> 32 == 0xFFFF;
    }

    public bool IsIPv6 => !IsIPv4;

    public AddressFamily Family => IsIPv4 ? AddressFamily.IPv4 : AddressFamily.IPv6;

    /// <summary>Length in bytes on the wire: 4 or 16.</summary>
    public int Length => IsIPv4 ? 4 : 16;

    /// <summary>Length in bits: 32 or 128.</summary>
    public int BitLength => IsIPv4 ? 32 : 128;

    /// <summary>The IPv4 value in host byte order; meaningful only if <see cref="IsIPv4"/>.</summary>
    public uint IPv4Value => (uint)_low;

    public bool IsUnspecified => IsIPv4 ? IPv4Value == 0 : (_high | _low) == 0;

    /// <summary>224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291).</summary>
    public bool IsMulticast => IsIPv4 ? IPv4Value >> 28 == 0xE : _high >> 56 == 0xFF;

    /// <summary>127.0.0.0/8 (RFC 1122) or ::1.</summary>
    public bool IsLoopback => IsIPv4 ? IPv4Value >> 24 == 127 : _high == 0 && _low == 1;

    /// <summary>169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291).</summary>
    public bool IsLinkLocal => IsIPv4 ? IPv4Value >> 16 == 0xA9FE : _high >> 54 == 0x3FA;

    /// <summary>Reads 4 or 16 bytes in network order.</summary>
    public static IpAddress Read(ReadOnlySpan<byte> bytes) => bytes.Length == 4
        ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new IpAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..16]));

    /// <summary>Writes <see cref="Length"/> bytes in network order.</summary>
    public void Write(Span<byte> destination)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, IPv4Value);
            return;
        }
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
    }

    public bool Equals(IpAddress other) => _high == other._high && _low == other._low;
    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(_high, _low);
    public static bool operator ==(IpAddress a, IpAddress b) => a.Equals(b);
    public static bool operator !=(IpAddress a, IpAddress b) => !a.Equals(b);
    public static bool operator <(IpAddress a, IpAddress b) => a.CompareTo(b) < 0;
    public static bool operator >(IpAddress a, IpAddress b) => a.CompareTo(b) > 0;
    public static bool operator <=(IpAddress a, IpAddress b) => a.CompareTo(b) <= 0;
    public static bool operator >=(IpAddress a, IpAddress b) => a.CompareTo(b) >= 0;

    /// <summary>Numeric order; every IPv4 address lies at its mapped place.</summary>
    public int CompareTo(IpAddress other) => _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);

    /// <summary>Dotted decimal, or any form of RFC 4291 2.2 but a mapped address and a zone (%eth0): that names an interface of this machine.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out IpAddress result) => IpAddressText.TryParse(s, out result);
    public static bool TryParse(string? s, IFormatProvider? provider, out IpAddress result) => TryParse(s.AsSpan(), provider, out result);
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress result) => TryParse(text, null, out result);
    public static IpAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out IpAddress result) ? result : throw new FormatException($"'{s}' is not an IP address");
    public static IpAddress Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Dotted decimal, or the canonical form of RFC 5952.</summary>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        Span<byte> text = stackalloc byte[IpAddressText.MaxLength];
        return AsciiText.TryCopy(text[..IpAddressText.Write(this, text)], destination, out charsWritten);
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        Span<byte> text = stackalloc byte[IpAddressText.MaxLength];
        return AsciiText.TryCopy(text[..IpAddressText.Write(this, text)], utf8Destination, out bytesWritten);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[IpAddressText.MaxLength];
        return Encoding.ASCII.GetString(text[..IpAddressText.Write(this, text)]);
    }
}
