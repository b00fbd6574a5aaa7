using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace NetSim.Wire.Addresses;

/// <summary>A 48-bit IEEE 802 address in the low bits of a 64-bit value, first byte on the wire highest.</summary>
public readonly record struct MacAddress(ulong Value) : ISpanParsable<MacAddress>, ISpanFormattable, IUtf8SpanFormattable
{
    public const int Length = 6;

    private const int TextLength = 17;

    public static readonly MacAddress Broadcast = new(0xFFFF_FFFF_FFFF);

    /// <summary>The group bit: multicast or broadcast.</summary>
    public bool IsGroup => (Value >> 40 & 1) != 0;

    public bool IsBroadcast => Value == Broadcast.Value;

    /// <summary>Given out by whoever runs the machine, not by its maker.</summary>
    public bool IsLocallyAdministered => (Value >> 41 & 1) != 0;

    /// <summary>
    /// The group address of an IP multicast group: 01:00:5e and 23 bits (RFC 1112 6.4), or 33:33 and 32 bits (RFC 2464 section 7).
    /// 32 IPv4 groups share one.
    /// </summary>
    public static MacAddress ForMulticast(IpAddress group) => group.IsIPv4
        ? new MacAddress(0x0100_5E00_0000UL | group.IPv4Value & 0x7F_FFFF)
        : new MacAddress(0x3333_0000_0000UL | group.Low & uint.MaxValue);

    public static MacAddress Read(ReadOnlySpan<byte> bytes) =>
        new((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)Value);
    }

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MacAddress result)
    {
        result = default;
        if (s.Length != TextLength || s[2] is not (':' or '-')) return false;
        ulong value = 0;
        for (int i = 0; i < Length; i++)
        {
            if (i > 0 && s[i * 3 - 1] != s[2]) return false;
            if (!byte.TryParse(s.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte part)) return false;
            value = value << 8 | part;
        }
        result = new MacAddress(value);
        return true;
    }

    public static bool TryParse(string? s, IFormatProvider? provider, out MacAddress result) => TryParse(s.AsSpan(), provider, out result);
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress result) => TryParse(text, null, out result);
    public static MacAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out MacAddress result) ? result : throw new FormatException($"'{s}' is not a MAC address");
    public static MacAddress Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Six pairs of lower-case digits with colons.</summary>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        Span<byte> text = stackalloc byte[TextLength];
        return AsciiText.TryCopy(text[..WriteText(text)], destination, out charsWritten);
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        Span<byte> text = stackalloc byte[TextLength];
        return AsciiText.TryCopy(text[..WriteText(text)], utf8Destination, out bytesWritten);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextLength];
        return Encoding.ASCII.GetString(text[..WriteText(text)]);
    }

    private int WriteText(Span<byte> text)
    {
        for (int i = 0; i < Length; i++)
        {
            if (i > 0) text[i * 3 - 1] = (byte)':';
            ((byte)(Value >> (40 - 8 * i))).TryFormat(text[(i * 3)..], out _, "x2", CultureInfo.InvariantCulture);
        }
        return TextLength;
    }
}
