using System.Globalization;
using System.Text;

namespace NetSim.Wire.Addresses;

/// <summary>An address and a port: <c>10.0.0.1:80</c>, <c>[fd00::1]:80</c>.</summary>
public readonly record struct IpEndpoint(IpAddress Address, ushort Port) : ISpanParsable<IpEndpoint>, ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>An address, brackets, a colon and five digits.</summary>
    private const int MaxTextLength = IpAddressText.MaxLength + 8;

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out IpEndpoint result)
    {
        result = default;
        int colon = s.LastIndexOf(':');
        if (colon < 0) return false;
        ReadOnlySpan<char> address = s[..colon];
        ReadOnlySpan<char> port = s[(colon + 1)..];
        // The brackets tell the port's colon from the address's.
        bool bracketed = address is ['[', .., ']'];
        if (bracketed) address = address[1..^1];
        if (!IpAddress.TryParse(address, out IpAddress parsed) || parsed.IsIPv6 != bracketed) return false;
        if (port.Length > 1 && port[0] == '0') return false;
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)) return false;
        result = new IpEndpoint(parsed, number);
        return true;
    }

    public static bool TryParse(string? s, IFormatProvider? provider, out IpEndpoint result) => TryParse(s.AsSpan(), provider, out result);
    public static bool TryParse(ReadOnlySpan<char> text, out IpEndpoint result) => TryParse(text, null, out result);
    public static IpEndpoint Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out IpEndpoint result) ? result : throw new FormatException($"'{s}' is not an address and a port");
    public static IpEndpoint Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

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
        int at = 0;
        if (Address.IsIPv6) text[at++] = (byte)'[';
        at += IpAddressText.Write(Address, text[at..]);
        if (Address.IsIPv6) text[at++] = (byte)']';
        text[at++] = (byte)':';
        Port.TryFormat(text[at..], out int written, default, CultureInfo.InvariantCulture);
        return at + written;
    }
}
