using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv6;

/// <summary>What <see cref="Ipv6Header.Write"/> writes.</summary>
public readonly struct Ipv6Fields
{
    public Ipv6Fields()
    {
    }

    /// <summary>0–63.</summary>
    public byte Dscp { get; init; }

    public EcnCodepoint Ecn { get; init; }

    /// <summary>20 bits (RFC 6437).</summary>
    public uint FlowLabel { get; init; }

    /// <summary>All that follows the 40 bytes of this header.</summary>
    public int PayloadLength { get; init; }

    public IpProtocol NextHeader { get; init; }

    /// <summary>64 unless said otherwise.</summary>
    public byte HopLimit { get; init; } = 64;

    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }
}
