namespace NetSim.Wire.Ipv4;

/// <summary>
/// Walks the options of an IPv4 header (RFC 791 section 3.1), one at a time: <c>while (options.MoveNext())</c>. No-operation bytes are
/// passed over; the end-of-list option, the end of the bytes or an illegal length ends the walk.
/// </summary>
public ref struct Ipv4Options
{
    public const byte EndOfList = 0;
    public const byte NoOperation = 1;
    public const byte RecordRoute = 7;
    public const byte Timestamp = 68;
    public const byte LooseSourceRoute = 131;
    public const byte StrictSourceRoute = 137;
    public const byte RouterAlert = 148;

    private const byte CopiedFlag = 0x80;

    private readonly ReadOnlySpan<byte> _all;
    private int _next;
    private int _start;

    /// <param name="options"><see cref="Ipv4View.Options"/>.</param>
    public Ipv4Options(ReadOnlySpan<byte> options) => _all = options;

    /// <summary>Type of the present option.</summary>
    public readonly byte Kind => _all[_start];

    /// <summary>The present option, with type and length.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _all[_start.._next];

    /// <summary>Where the present option starts, counted from the start of the IP header.</summary>
    public readonly int Offset => Ipv4Header.MinLength + _start;

    /// <summary>After the walk: it ended at a length that cannot be; <see cref="Offset"/> says where.</summary>
    public bool IsMalformed { get; private set; }

    public bool MoveNext()
    {
        while (_next < _all.Length && _all[_next] == NoOperation) _next++;
        _start = _next;
        if (_next >= _all.Length || _all[_next] == EndOfList) return false;
        int length = _next + 1 < _all.Length ? _all[_next + 1] : 0;
        if (length < 2 || _next + length > _all.Length)
        {
            IsMalformed = true;
            return false;
        }
        _next += length;
        return true;
    }

    /// <summary>The packet carries a source route, which a router drops unless told otherwise (RFC 7126 section 4.3).</summary>
    public static bool HasSourceRoute(ReadOnlySpan<byte> options)
    {
        Ipv4Options walk = new(options);
        while (walk.MoveNext())
        {
            if (walk.Kind is LooseSourceRoute or StrictSourceRoute) return true;
        }
        return false;
    }

    /// <summary>Writes the options that every fragment carries and not only the first (the copied flag), padded to whole words.</summary>
    /// <returns>Bytes written: 0–40, a multiple of 4.</returns>
    public static int WriteCopied(ReadOnlySpan<byte> options, Span<byte> destination)
    {
        int at = 0;
        Ipv4Options walk = new(options);
        while (walk.MoveNext())
        {
            if ((walk.Kind & CopiedFlag) == 0) continue;
            walk.Bytes.CopyTo(destination[at..]);
            at += walk.Bytes.Length;
        }
        while (at % 4 != 0) destination[at++] = EndOfList;
        return at;
    }
}
