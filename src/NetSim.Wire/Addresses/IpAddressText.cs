using System.Globalization;

namespace NetSim.Wire.Addresses;

/// <summary>
/// Addresses as text, strictly: what one program reads as one address and another as a second (octal parts, missing parts, zones) is
/// refused (RFC 6943 3.1.1), and what is written is the one canonical form (RFC 5952).
/// </summary>
internal static class IpAddressText
{
    /// <summary>Eight groups of four digits and seven colons.</summary>
    public const int MaxLength = 39;

    private const int Groups = 8;

    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (!text.Contains(':')) return TryParseIPv4(text, out address);
        // A mapped address would silently become an IPv4 one.
        return TryParseIPv6(text, out address) && !address.IsIPv4;
    }

    /// <summary>Dotted decimal with exactly four parts and no leading zero.</summary>
    private static bool TryParseIPv4(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        uint value = 0;
        int parts = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')) return false;
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte number)) return false;
            value = value << 8 | number;
        }
        if (parts != 4) return false;
        address = IpAddress.FromIPv4(value);
        return true;
    }

    /// <summary>The three forms of RFC 4291 2.2: all groups, one "::" for one or more of zeros, the last two groups in dotted decimal.</summary>
    private static bool TryParseIPv6(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        Span<ushort> groups = stackalloc ushort[Groups];
        int count = 0;
        int gap = -1;
        if (text.StartsWith("::"))
        {
            gap = 0;
            text = text[2..];
        }
        while (!text.IsEmpty)
        {
            int end = text.IndexOf(':');
            ReadOnlySpan<char> part = end < 0 ? text : text[..end];
            int taken = end < 0 && part.Contains('.') ? TakeIPv4(part, groups[count..]) : TakeGroup(part, groups[count..]);
            if (taken == 0) return false;
            count += taken;
            if (end < 0) break;
            text = text[(end + 1)..];
            if (text.IsEmpty) return false;
            if (text[0] != ':') continue;
            if (gap >= 0) return false;
            gap = count;
            text = text[1..];
        }
        if (gap < 0 ? count != Groups : count == Groups) return false;
        address = Join(groups, count, gap);
        return true;
    }

    private static int TakeGroup(ReadOnlySpan<char> part, Span<ushort> groups)
    {
        if (groups.IsEmpty || part.Length is 0 or > 4) return 0;
        return ushort.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out groups[0]) ? 1 : 0;
    }

    private static int TakeIPv4(ReadOnlySpan<char> part, Span<ushort> groups)
    {
        if (groups.Length < 2 || !TryParseIPv4(part, out IpAddress address)) return 0;
        groups[0] = (ushort)(address.IPv4Value >> 16);
        groups[1] = (ushort)address.IPv4Value;
        return 2;
    }

    private static IpAddress Join(ReadOnlySpan<ushort> groups, int count, int gap)
    {
        UInt128 value = UInt128.Zero;
        int zeros = Groups - count;
        for (int i = 0; i < Groups; i++)
        {
            bool inGap = gap >= 0 && i >= gap && i < gap + zeros;
            int from = gap >= 0 && i >= gap + zeros ? i - zeros : i;
            value = value << 16 | (inGap ? (ushort)0 : groups[from]);
        }
        return new IpAddress((ulong)(value >> 64), (ulong)value);
    }

    /// <summary>Writes ASCII.</summary>
    /// <param name="address">Any.</param>
    /// <param name="text">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(IpAddress address, Span<byte> text) => address.IsIPv4 ? WriteIPv4(address.IPv4Value, text) : WriteIPv6(address, text);

    private static int WriteIPv4(uint value, Span<byte> text)
    {
        int at = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            if (shift < 24) text[at++] = (byte)'.';
            ((byte)(value >> shift)).TryFormat(text[at..], out int written, default, CultureInfo.InvariantCulture);
            at += written;
        }
        return at;
    }

    /// <summary>RFC 5952 section 4: lower case, no leading zeros, "::" for the longest run of two or more zero groups, the first if equal.</summary>
    private static int WriteIPv6(IpAddress address, Span<byte> text)
    {
        (int gap, int zeros) = LongestZeroRun(address);
        int at = 0;
        for (int i = 0; i < Groups; i++)
        {
            if (i == gap)
            {
                text[at++] = (byte)':';
                text[at++] = (byte)':';
                i += zeros - 1;
                continue;
            }
            if (i > 0 && i != gap + zeros) text[at++] = (byte)':';
            GroupOf(address, i).TryFormat(text[at..], out int written, "x", CultureInfo.InvariantCulture);
            at += written;
        }
        return at;
    }

    private static (int Start, int Length) LongestZeroRun(IpAddress address)
    {
        (int Start, int Length) longest = (-1, 1);
        int start = 0;
        for (int i = 0; i < Groups; i++)
        {
            if (GroupOf(address, i) != 0) start = i + 1;
            else if (i + 1 - start > longest.Length) longest = (start, i + 1 - start);
        }
        return longest;
    }

    private static ushort GroupOf(IpAddress address, int index) =>
        (ushort)((index < 4 ? address.High : address.Low) >> (48 - index % 4 * 16));
}
