using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv6;

/// <summary>
/// Walks the chain of extension headers (RFC 8200 section 4), one at a time: <c>while (chain.MoveNext())</c>; then <see cref="End"/> says
/// why it stopped and, for <see cref="Ipv6ChainEnd.UpperLayer"/>, <see cref="UpperProtocol"/> and <see cref="UpperOffset"/> what lies there.
/// All offsets count from the start of the IPv6 header. A kind that is not known (AH, ESP too) is an upper-layer protocol.
/// </summary>
public ref struct Ipv6ExtensionHeaders
{
    /// <summary>Longer chains are refused: nobody needs them, and each header costs work (RFC 8504 5.3).</summary>
    public const int MaxHeaders = 8;

    private readonly ReadOnlySpan<byte> _packet;
    private IpProtocol _next;
    private int _nextOffset;
    private int _count;

    public Ipv6ExtensionHeaders(scoped in Ipv6View packet)
        : this(packet.Bytes)
    {
    }

    /// <param name="packet">At least a fixed header; may be cut off anywhere behind it, as in an ICMP error.</param>
    internal Ipv6ExtensionHeaders(ReadOnlySpan<byte> packet)
    {
        _packet = packet;
        _next = (IpProtocol)packet[Ipv6Header.NextHeaderAt];
        _nextOffset = Ipv6Header.Length;
        NextHeaderFieldOffset = Ipv6Header.NextHeaderAt;
    }

    /// <summary>The present header: hop-by-hop, destination options, routing or fragment.</summary>
    public IpProtocol Kind { get; private set; }

    /// <summary>Where the present header starts.</summary>
    public int Offset { get; private set; }

    /// <summary>The present header, all of it.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _packet[Offset.._nextOffset];

    /// <summary>Where the field stands that names what comes next: the pointer of "unrecognised next header" (RFC 4443 3.4).</summary>
    public int NextHeaderFieldOffset { get; private set; }

    /// <summary>Why the walk ended; meaningful after <see cref="MoveNext"/> returned false.</summary>
    public Ipv6ChainEnd End { get; private set; }

    /// <summary>What follows the headers walked so far.</summary>
    public readonly IpProtocol UpperProtocol => _next;

    /// <summary>Where that starts; at most the length of the packet.</summary>
    public readonly int UpperOffset => _nextOffset;

    public bool MoveNext()
    {
        Ipv6ChainEnd? end = _next switch
        {
            _ when IsAtLaterFragment => Ipv6ChainEnd.LaterFragment,
            IpProtocol.NoNext => Ipv6ChainEnd.NoNextHeader,
            IpProtocol.HopByHop when _count > 0 => Ipv6ChainEnd.HopByHopNotFirst,
            IpProtocol.HopByHop or IpProtocol.DestinationOptions or IpProtocol.Routing or IpProtocol.Fragment => Step(),
            _ => Ipv6ChainEnd.UpperLayer,
        };
        if (end is null) return true;
        End = end.Value;
        return false;
    }

    /// <summary>Of a fragment header: place of the piece in the fragmented part, in bytes, 0–65,528.</summary>
    public readonly int FragmentOffset => Bytes.U16(2) & 0xFFF8;

    /// <summary>Of a fragment header.</summary>
    public readonly bool MoreFragments => (Bytes[3] & 1) != 0;

    /// <summary>Of a fragment header.</summary>
    public readonly uint FragmentIdentification => Bytes.U32(4);

    /// <summary>Of a routing header.</summary>
    public readonly byte RoutingType => Bytes[2];

    /// <summary>Of a routing header: none left means that it can be ignored, whatever its type (RFC 8200 4.4).</summary>
    public readonly byte SegmentsLeft => Bytes[3];

    /// <summary>Of a hop-by-hop or destination options header.</summary>
    public readonly Ipv6Options Options => new(Bytes[2..], Offset + 2);

    private readonly bool IsAtLaterFragment => _count > 0 && Kind == IpProtocol.Fragment && FragmentOffset > 0;

    private Ipv6ChainEnd? Step()
    {
        if (_count == MaxHeaders) return Ipv6ChainEnd.TooManyHeaders;
        // All four are at least 8 bytes; the length field counts further 8 bytes, and the fragment header has none (RFC 8200 4.5).
        if (_packet.Length - _nextOffset < 8) return Ipv6ChainEnd.Truncated;
        int length = _next == IpProtocol.Fragment ? 8 : 8 + _packet[_nextOffset + 1] * 8;
        if (_packet.Length - _nextOffset < length) return Ipv6ChainEnd.Truncated;
        _count++;
        Kind = _next;
        Offset = _nextOffset;
        NextHeaderFieldOffset = _nextOffset;
        _next = (IpProtocol)_packet[Offset];
        _nextOffset += length;
        return null;
    }
}
