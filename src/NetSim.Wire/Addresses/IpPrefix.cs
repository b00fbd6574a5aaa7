using System.Globalization;
using System.Text;

namespace NetSim.Wire.Addresses;

/// <summary>An address with a prefix length, as in <c>10.1.0.2/24</c>. The host bits are kept; <see cref="Network"/> has them cleared.</summary>
public readonly record struct IpPrefix : ISpanParsable<IpPrefix>, ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>An address, a slash and three digits.</summary>
    private const int MaxTextLength = IpAddressText.MaxLength + 4;

    /// <param name="address">Any address; its host bits are kept.</param>
    /// <param name="length">0–32 for IPv4, 0–128 for IPv6.</param>
    public IpPrefix(IpAddress address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, address.BitLength);
        (Address, Length) = (address, length);
    }

    public static readonly IpPrefix DefaultIPv4 = new(IpAddress.AnyIPv4, 0);
    public static readonly IpPrefix DefaultIPv6 = new(IpAddress.AnyIPv6, 0);

    /// <summary>fe80::/64: what link-local addresses are formed from (RFC 4291 2.5.6).</summary>
    public static readonly IpPrefix LinkLocalIPv6 = new(new IpAddress(0xFE80_0000_0000_0000, 0), 64);

    public IpAddress Address { get; }
    public int Length { get; }

    /// <summary>The same prefix with the host bits cleared.</summary>
    public IpPrefix Network => new(Masked(Address), Length);

    /// <summary>The last address of the prefix.</summary>
    public IpAddress Last
    {
        get
        {
            (ulong high, ulong low) = Mask;
            return new IpAddress(Address.High | ~high, Address.Low | ~low);
        }
    }

    /// <summary>The directed broadcast (RFC 919), which only IPv4 subnets with room for it have: /31 and /32 do not (RFC 3021).</summary>
    public bool TryGetBroadcast(out IpAddress broadcast)
    {
        bool has = Address.IsIPv4 && Length < 31;
        broadcast = has ? Last : default;
        return has;
    }

    public bool Contains(IpAddress address) => address.IsIPv4 == Address.IsIPv4 && Masked(address) == Masked(Address);

    /// <summary>All addresses of <paramref name="other"/> are in this prefix.</summary>
    public bool Contains(IpPrefix other) => other.Length >= Length && Contains(other.Address);

    /// <summary>The prefixes have an address in common; then one contains the other.</summary>
    public bool Overlaps(IpPrefix other) => Contains(other) || other.Contains(this);

    /// <summary>The mask over the 128-bit form. An IPv4 length counts from bit 96.</summary>
    private (ulong High, ulong Low) Mask
    {
        get
        {
            int bits = Address.IsIPv4 ? Length + 96 : Length;
            return bits switch
            {
                0 => (0, 0),
                <= 64 => (ulong.MaxValue << (64 - bits), 0),
                _ => (ulong.MaxValue, ulong.MaxValue << (128 - bits)),
            };
        }
    }

    private IpAddress Masked(IpAddress address)
    {
        (ulong high, ulong low) = Mask;
        return new IpAddress(address.High & high, address.Low & low);
    }

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out IpPrefix result)
    {
        result = default;
        int slash = s.IndexOf('/');
        if (slash < 0 || !IpAddress.TryParse(s[..slash], out IpAddress address)) return false;
        ReadOnlySpan<char> digits = s[(slash + 1)..];
        if (digits.Length > 1 && digits[0] == '0') return false;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > address.BitLength) return false;
        result = new IpPrefix(address, length);
        return true;
    }

    public static bool TryParse(string? s, IFormatProvider? provider, out IpPrefix result) => TryParse(s.AsSpan(), provider, out result);
    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix result) => TryParse(text, null, out result);
    public static IpPrefix Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out IpPrefix result) ? result : throw new FormatException($"'{s}' is not a prefix");
    public static IpPrefix Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return AsciiText.TryCopy(text[..WriteText(text)], destination, out charsWritten);
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return AsciiText.TryCopy(text[..WriteText(text)], utf8Destination, out bytesWritten);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return Encoding.ASCII.GetString(text[..WriteText(text)]);
    }

    private int WriteText(Span<byte> text)
    {
        int at = IpAddressText.Write(Address, text);
        text[at++] = (byte)'/';
        Length.TryFormat(text[at..], out int written, default, CultureInfo.InvariantCulture);
        return at + written;
    }
}
