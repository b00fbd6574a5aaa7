using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Gre;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Udp;
using NetSim.Wire.Vxlan;

namespace NetSim.Stack.Tunnels;

/// <summary>What is carried in what, by the names of ip-tunnel(8) and ip-link(8).</summary>
public enum TunnelMode : byte
{
    /// <summary>IPv4 in IPv4 (RFC 2003).</summary>
    Ipip,

    /// <summary>IPv6 in IPv4 (RFC 4213).</summary>
    Sit,

    /// <summary>IPv4 and IPv6 in IPv6 (RFC 2473), without the option that limits encapsulations.</summary>
    Ip6tnl,

    /// <summary>IPv4 and IPv6 with a header between (RFC 2784, RFC 2890), in either.</summary>
    Gre,

    /// <summary>Ethernet frames in UDP (RFC 7348), in either.</summary>
    Vxlan,
}

/// <summary>Whether outer packets look for the MTU of their path (RFC 1191): "pmtudisc" of ip-tunnel(8).</summary>
public enum PathMtuDiscovery : byte
{
    Off,
    On,
}

/// <summary>One end of a tunnel.</summary>
public sealed record TunnelOptions
{
    public required TunnelMode Mode { get; init; }

    /// <summary>The source of outer packets.</summary>
    public required IpAddress Local { get; init; }

    /// <summary>The other end, of the same family.</summary>
    public required IpAddress Remote { get; init; }

    /// <summary>Of GRE: tells tunnels between the same ends apart; null for none.</summary>
    public uint? Key { get; init; }

    /// <summary>Of VXLAN: the virtual network, 24 bits.</summary>
    public int Vni { get; init; }

    /// <summary>Of VXLAN: the UDP port of both ends.</summary>
    public ushort Port { get; init; } = VxlanHeader.Port;

    /// <summary>Of outer packets; null: that of the inner one.</summary>
    public byte? TimeToLive { get; init; } = 64;

    /// <summary>
    /// On: outer IPv4 packets are not to be cut. Off: only those whose inner packet is not, either (RFC 2003 3.1). IPv6 never is, on its way.
    /// </summary>
    public PathMtuDiscovery PathMtuDiscovery { get; init; } = PathMtuDiscovery.On;

    /// <summary>Of GRE: packets carry a checksum, and must.</summary>
    public bool HasChecksum { get; init; }

    /// <summary>Of GRE: packets are numbered, and must be; older ones than the last are dropped (RFC 2890 2.2).</summary>
    public bool HasSequenceNumbers { get; init; }

    /// <summary>What the interface of the tunnel looks like to its stack.</summary>
    public Framing Framing => Mode == TunnelMode.Vxlan ? Framing.Ethernet : Framing.Ip;

    /// <summary>Bytes that an outer IP packet has more than the inner IP packet in it: 20 of IP in IPv4, 24 of GRE, 50 of VXLAN.</summary>
    public int Overhead => HeaderLength + (Mode == TunnelMode.Vxlan ? EthernetView.HeaderLength : 0);

    /// <summary>Bytes in front of what is carried.</summary>
    internal int HeaderLength => (Local.IsIPv4 ? Ipv4Header.MinLength : Ipv6Header.Length) + ShimLength;

    /// <summary>Bytes between the outer IP header and what is carried.</summary>
    internal int ShimLength => Mode switch
    {
        TunnelMode.Gre => GreHeader.MinLength + (HasChecksum ? 4 : 0) + (Key is null ? 0 : 4) + (HasSequenceNumbers ? 4 : 0),
        TunnelMode.Vxlan => UdpHeader.Length + VxlanHeader.Length,
        _ => 0,
    };

    /// <summary>Whether the mode carries packets of the family.</summary>
    public bool Carries(AddressFamily family) => Mode switch
    {
        TunnelMode.Ipip => family == AddressFamily.IPv4,
        TunnelMode.Sit => family == AddressFamily.IPv6,
        _ => true,
    };

    /// <summary>Whether the mode goes over the family.</summary>
    public bool GoesOver(AddressFamily family) => Mode switch
    {
        TunnelMode.Ipip or TunnelMode.Sit => family == AddressFamily.IPv4,
        TunnelMode.Ip6tnl => family == AddressFamily.IPv6,
        _ => true,
    };

    /// <summary>Whether the other one is the far end of this tunnel.</summary>
    public bool IsFarEndOf(TunnelOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Mode == other.Mode && Local == other.Remote && Remote == other.Local && Key == other.Key
            && (Mode != TunnelMode.Vxlan || (Vni == other.Vni && Port == other.Port));
    }
}
