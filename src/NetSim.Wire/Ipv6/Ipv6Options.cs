namespace NetSim.Wire.Ipv6;

/// <summary>
/// Walks the options of a hop-by-hop or destination options header (RFC 8200 4.2), one at a time: <c>while (options.MoveNext())</c>.
/// Padding is passed over.
/// </summary>
public ref struct Ipv6Options
{
    /// <summary>More options that are no padding end the walk as malformed (RFC 8504 5.3: a host may set such a limit).</summary>
    public const int MaxOptions = 8;

    public const byte Pad1 = 0;
    public const byte PadN = 1;

    /// <summary>RFC 2711; stands in front of MLD messages.</summary>
    public const byte RouterAlert = 5;

    private readonly ReadOnlySpan<byte> _all;
    private readonly int _offset;
    private int _start;
    private int _next;
    private int _count;

    internal Ipv6Options(ReadOnlySpan<byte> options, int offset)
    {
        _all = options;
        _offset = offset;
    }

    public readonly byte Kind => _all[_start];

    /// <summary>The present option's data, without type and length.</summary>
    public readonly ReadOnlySpan<byte> Data => _all[(_start + 2).._next];

    /// <summary>Where the present option starts, counted from the start of the IPv6 header.</summary>
    public readonly int Offset => _offset + _start;

    /// <summary>What the type asks of those who do not know it.</summary>
    public readonly Ipv6OptionAction ActionIfUnknown => (Ipv6OptionAction)(Kind >> 6);

    /// <summary>After the walk: an option reaches beyond its header, or there are too many; <see cref="Offset"/> says where.</summary>
    public bool IsMalformed { get; private set; }

    public bool MoveNext()
    {
        while (_next < _all.Length)
        {
            _start = _next;
            if (_all[_start] == Pad1)
            {
                _next++;
                continue;
            }
            int length = _start + 1 < _all.Length ? 2 + _all[_start + 1] : int.MaxValue;
            if (length > _all.Length - _start) return Refuse();
            _next = _start + length;
            if (_all[_start] == PadN) continue;
            if (++_count > MaxOptions) return Refuse();
            return true;
        }
        return false;
    }

    /// <summary>
    /// The action that the options ask of a node that knows none but padding and router alert: that of the first which does not say
    /// <see cref="Ipv6OptionAction.Skip"/>; after it <see cref="Offset"/> is the pointer to report. Malformed options: <see cref="Ipv6OptionAction.Discard"/>.
    /// </summary>
    public Ipv6OptionAction FindUnknown()
    {
        while (MoveNext())
        {
            if (Kind != RouterAlert && ActionIfUnknown != Ipv6OptionAction.Skip) return ActionIfUnknown;
        }
        return IsMalformed ? Ipv6OptionAction.Discard : Ipv6OptionAction.Skip;
    }

    private bool Refuse()
    {
        IsMalformed = true;
        _next = _all.Length;
        return false;
    }
}
