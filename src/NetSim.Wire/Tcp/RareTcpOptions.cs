using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tcp;

/// <summary>
/// Options that few segments carry, which is why <see cref="TcpOptions"/> knows nothing of them: the user time-out (RFC 5482) and
/// Fast Open (RFC 7413). Reading is total, as it is there.
/// </summary>
public static class RareTcpOptions
{
    /// <summary>Bytes of a user time-out option; no padding is needed.</summary>
    public const int UserTimeoutLength = 4;

    /// <summary>RFC 7413 4.1.1: a cookie has 4 to 16 bytes, and their number is even.</summary>
    public const int MostCookieBytes = 16;

    private const int LeastCookieBytes = 4;
    private const int HeaderLength = 2;
    private const ushort Minutes = 0x8000;
    private const int LargestValue = 0x7FFF;

    /// <summary>RFC 5482 section 3. A time-out of zero must not be sent, and is not read (section 3.1).</summary>
    public static bool TryReadUserTimeout(ReadOnlySpan<byte> options, out Duration timeout)
    {
        timeout = Duration.Zero;
        if (!TryFind(options, TcpOptionKind.UserTimeout, out ReadOnlySpan<byte> value) || value.Length != UserTimeoutLength - HeaderLength)
            return false;
        int field = value.U16(0);
        timeout = Duration.FromSeconds((field & LargestValue) * ((field & Minutes) != 0 ? 60 : 1));
        return timeout > Duration.Zero;
    }

    /// <summary>Writes <see cref="UserTimeoutLength"/> bytes: in seconds as far as they go, else in minutes; never less than was asked for.</summary>
    public static void WriteUserTimeout(Span<byte> bytes, Duration timeout)
    {
        long seconds = Math.Max(1, (timeout.Nanoseconds + 999_999_999) / 1_000_000_000);
        int field = seconds <= LargestValue ? (int)seconds : Minutes | (int)Math.Min(LargestValue, (seconds + 59) / 60);
        bytes[0] = TcpOptionKind.UserTimeout;
        bytes[1] = UserTimeoutLength;
        bytes.PutU16(2, (ushort)field);
    }

    /// <summary>The Fast Open option of a SYN.</summary>
    /// <param name="options">Of a segment.</param>
    /// <param name="cookie">Empty: the peer asks for one.</param>
    public static bool TryReadFastOpen(ReadOnlySpan<byte> options, out ReadOnlySpan<byte> cookie)
    {
        bool isThere = TryFind(options, TcpOptionKind.FastOpen, out cookie);
        return isThere && (cookie.IsEmpty || cookie.Length is >= LeastCookieBytes and <= MostCookieBytes && cookie.Length % 2 == 0);
    }

    /// <summary>Bytes that <see cref="WriteFastOpen"/> writes, padding included.</summary>
    public static int FastOpenLength(int cookieBytes) => (HeaderLength + cookieBytes + 3) & ~3;

    public static void WriteFastOpen(Span<byte> bytes, ReadOnlySpan<byte> cookie)
    {
        bytes[..FastOpenLength(cookie.Length)].Fill(TcpOptionKind.NoOperation);
        bytes[0] = TcpOptionKind.FastOpen;
        bytes[1] = (byte)(HeaderLength + cookie.Length);
        cookie.CopyTo(bytes[HeaderLength..]);
    }

    private static bool TryFind(ReadOnlySpan<byte> options, byte kind, out ReadOnlySpan<byte> value)
    {
        value = default;
        while (!options.IsEmpty && options[0] != TcpOptionKind.EndOfList)
        {
            if (options[0] == TcpOptionKind.NoOperation)
            {
                options = options[1..];
                continue;
            }
            if (options.Length < HeaderLength || options[1] < HeaderLength || options[1] > options.Length) return false;
            if (options[0] == kind)
            {
                value = options[HeaderLength..options[1]];
                return true;
            }
            options = options[options[1]..];
        }
        return false;
    }
}
