namespace NetSim.Wire.Ipv6;

/// <summary>Why a walk along extension headers ended.</summary>
public enum Ipv6ChainEnd : byte
{
    /// <summary>At an upper-layer header, known or not.</summary>
    UpperLayer,

    /// <summary>Next header 59: whatever follows is ignored (RFC 8200 4.7).</summary>
    NoNextHeader,

    /// <summary>At a fragment that is not the first: what follows is no header but a piece of the fragmented part.</summary>
    LaterFragment,

    /// <summary>A header reaches beyond the packet. Of a first fragment: the chain is incomplete (RFC 7112).</summary>
    Truncated,

    /// <summary>Hop-by-hop options not directly behind the IPv6 header: an unrecognised next header (RFC 8200 section 4).</summary>
    HopByHopNotFirst,

    /// <summary>More than <see cref="Ipv6ExtensionHeaders.MaxHeaders"/>.</summary>
    TooManyHeaders,
}
