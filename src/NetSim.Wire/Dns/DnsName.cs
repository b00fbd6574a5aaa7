using System.Text;
using NetSim.Wire.Addresses;

namespace NetSim.Wire.Dns;

/// <summary>
/// A domain name, always from the root, in the text form of master files (RFC 1035 5.1): labels with a dot after each, other bytes than
/// letters, digits, <c>-</c> and <c>_</c> escaped. Names that differ in case only are equal (RFC 4343).
/// </summary>
public readonly struct DnsName : IEquatable<DnsName>
{
    /// <summary>RFC 1035 2.3.4: octets of a label, and of a name with its length octets.</summary>
    public const int LongestLabel = 63, LongestName = 255;

    private readonly string? _text;

    private DnsName(string text) => _text = text;

    public static readonly DnsName Root;

    public static readonly DnsName ReverseIPv4 = new("in-addr.arpa.");

    /// <summary>RFC 3596 2.5.</summary>
    public static readonly DnsName ReverseIPv6 = new("ip6.arpa.");

    /// <summary>The namespace of multicast DNS (RFC 6762 section 3).</summary>
    public static readonly DnsName Local = new("local.");

    public bool IsRoot => _text is null;

    /// <summary>Octets on the wire, uncompressed.</summary>
    public int WireLength
    {
        get
        {
            int length = 1;
            ReadOnlySpan<char> rest = Text;
            while (!rest.IsEmpty) length += 1 + LabelLength(TakeLabel(ref rest));
            return length;
        }
    }

    public int LabelCount
    {
        get
        {
            int count = 0;
            for (ReadOnlySpan<char> rest = Text; !rest.IsEmpty; count++) TakeLabel(ref rest);
            return count;
        }
    }

    /// <summary>Without the first label; of the root the root.</summary>
    public DnsName Parent
    {
        get
        {
            if (IsRoot) return this;
            ReadOnlySpan<char> rest = Text;
            TakeLabel(ref rest);
            return rest.IsEmpty ? Root : new DnsName(rest.ToString());
        }
    }

    /// <summary>The first label alone; of the root the root.</summary>
    public DnsName First
    {
        get
        {
            if (IsRoot) return this;
            ReadOnlySpan<char> rest = Text;
            TakeLabel(ref rest);
            return new DnsName(_text![..(_text!.Length - rest.Length)]);
        }
    }

    private ReadOnlySpan<char> Text => _text;

    /// <summary>Whether it is <paramref name="zone"/> or below it.</summary>
    public bool IsWithin(DnsName zone)
    {
        DnsName name = this;
        for (int over = LabelCount - zone.LabelCount; over > 0; over--) name = name.Parent;
        return name == zone;
    }

    /// <summary>This name below another.</summary>
    /// <returns>False if that is longer than a name may be.</returns>
    public bool TryAppend(DnsName zone, out DnsName whole)
    {
        whole = new DnsName(_text + zone._text);
        if (whole._text is { Length: 0 }) whole = Root;
        return whole.WireLength <= LongestName;
    }

    /// <summary>From text; a dot at the end may be there or not.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DnsName name)
    {
        name = Root;
        if (text is ".") return true;
        if (text.IsEmpty) return false;
        StringBuilder clean = new(text.Length + 1);
        int inLabel = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '.')
            {
                if (inLabel is 0 or > LongestLabel) return false;
                clean.Append('.');
                inLabel = 0;
                continue;
            }
            if (!TryTakeOctet(text, ref i, out byte octet)) return false;
            AppendOctet(clean, octet);
            inLabel++;
        }
        if (inLabel > LongestLabel) return false;
        if (inLabel > 0) clean.Append('.');
        name = new DnsName(clean.ToString());
        return name.WireLength <= LongestName;
    }

    /// <exception cref="FormatException">It is no name.</exception>
    public static DnsName Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out DnsName name) ? name : throw new FormatException($"'{text}' is not a domain name.");

    /// <summary>Under which the name of an address is found: <c>2.2.0.10.in-addr.arpa.</c></summary>
    public static DnsName ReverseOf(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.Write(bytes);
        StringBuilder text = new();
        for (int i = address.Length - 1; i >= 0; i--)
        {
            if (address.IsIPv4) text.Append(bytes[i]).Append('.');
            else text.Append(HexDigit(bytes[i] & 0xF)).Append('.').Append(HexDigit(bytes[i] >> 4)).Append('.');
        }
        return new DnsName(text.Append(address.IsIPv4 ? ReverseIPv4 : ReverseIPv6).ToString());
    }

    /// <summary>
    /// From a message (RFC 1035 4.1.4). A pointer may only lead to what stands before the part of the name that holds it, so there are no
    /// loops; a name that is too long, runs over the end or has a label of an unknown kind is refused.
    /// </summary>
    /// <param name="message">From its header on.</param>
    /// <param name="at">Where the name begins.</param>
    /// <param name="name">The whole name.</param>
    /// <param name="next">What stands behind it.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, int at, out DnsName name, out int next)
    {
        StringBuilder text = new();
        bool isGood = TryWalk(message, at, text, out next);
        name = isGood && text.Length > 0 ? new DnsName(text.ToString()) : Root;
        return isGood;
    }

    /// <summary>The same without keeping the name.</summary>
    internal static bool TrySkip(ReadOnlySpan<byte> message, int at, out int next) => TryWalk(message, at, null, out next);

    private static bool TryWalk(ReadOnlySpan<byte> message, int at, StringBuilder? text, out int next)
    {
        next = -1;
        int total = 1, before = at;
        while ((uint)at < (uint)message.Length)
        {
            int length = message[at];
            if (length == 0)
            {
                if (next < 0) next = at + 1;
                return true;
            }
            if (length >= 0xC0)
            {
                if (at + 1 >= message.Length) return false;
                if (next < 0) next = at + 2;
                int target = (length & 0x3F) << 8 | message[at + 1];
                if (target >= before) return false;
                at = before = target;
                continue;
            }
            total += 1 + length;
            if (length > LongestLabel || total > LongestName || at + 1 + length > message.Length) return false;
            if (text is not null)
            {
                foreach (byte octet in message.Slice(at + 1, length)) AppendOctet(text, octet);
                text.Append('.');
            }
            at += 1 + length;
        }
        return false;
    }

    /// <summary>Writes one label with its length octet; how many octets that were.</summary>
    internal int WriteFirstLabel(Span<byte> destination)
    {
        ReadOnlySpan<char> rest = Text;
        ReadOnlySpan<char> label = TakeLabel(ref rest);
        int at = 1;
        for (int i = 0; i < label.Length; i++)
        {
            TryTakeOctet(label, ref i, out byte octet);
            destination[at++] = octet;
        }
        destination[0] = (byte)(at - 1);
        return at;
    }

    public bool Equals(DnsName other) => string.Equals(_text, other._text, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is DnsName other && Equals(other);

    public override int GetHashCode() => _text is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_text);

    public static bool operator ==(DnsName a, DnsName b) => a.Equals(b);

    public static bool operator !=(DnsName a, DnsName b) => !a.Equals(b);

    /// <summary>With the dot at the end.</summary>
    public override string ToString() => _text ?? ".";

    private static ReadOnlySpan<char> TakeLabel(ref ReadOnlySpan<char> rest)
    {
        int end = 0;
        while (rest[end] != '.') end += rest[end] != '\\' ? 1 : char.IsAsciiDigit(rest[end + 1]) ? 4 : 2;
        ReadOnlySpan<char> label = rest[..end];
        rest = rest[(end + 1)..];
        return label;
    }

    private static int LabelLength(ReadOnlySpan<char> label)
    {
        int length = 0;
        for (int i = 0; i < label.Length; i++, length++) TryTakeOctet(label, ref i, out _);
        return length;
    }

    /// <summary>An ASCII character, <c>\.</c>, or <c>\046</c>; leaves <paramref name="i"/> at its last character.</summary>
    private static bool TryTakeOctet(ReadOnlySpan<char> text, ref int i, out byte octet)
    {
        octet = (byte)text[i];
        if (text[i] != '\\') return text[i] is > ' ' and < '\x7F';
        if (++i >= text.Length) return false;
        octet = (byte)text[i];
        if (!char.IsAsciiDigit(text[i])) return text[i] is > ' ' and < '\x7F';
        bool isNumber = i + 2 < text.Length && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i + 2]);
        if (!isNumber) return false;
        int value = (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0');
        octet = (byte)value;
        i += 2;
        return value <= byte.MaxValue;
    }

    private static void AppendOctet(StringBuilder text, byte octet)
    {
        char c = (char)octet;
        if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_') text.Append(c);
        else if (c is > ' ' and < '\x7F') text.Append('\\').Append(c);
        else text.Append('\\').Append((char)('0' + octet / 100)).Append((char)('0' + octet / 10 % 10)).Append((char)('0' + octet % 10));
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);
}
