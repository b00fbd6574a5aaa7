using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv4;

/// <summary>The fields of a header that <see cref="Ipv4Header"/> writes.</summary>
public readonly struct Ipv4Fields
{
    public Ipv4Fields()
    {
    }

    /// <summary>0–63.</summary>
    public byte Dscp { get; init; }

    public EcnCodepoint Ecn { get; init; }

    /// <summary>Header, options and payload, in bytes.</summary>
    public int TotalLength { get; init; }

    public ushort Identification { get; init; }

    public bool DontFragment { get; init; }

    public bool MoreFragments { get; init; }

    /// <summary>In bytes; a multiple of 8.</summary>
    public int FragmentOffset { get; init; }

    /// <summary>64 unless said otherwise (IANA "IP Time to Live Parameter", RFC 1700).</summary>
    public byte TimeToLive { get; init; } = 64;

    public IpProtocol Protocol { get; init; }

    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }
}
