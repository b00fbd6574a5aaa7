using NetSim.Wire.Addresses;
using NetSim.Wire.Gre;
using NetSim.Wire.Ip;
using NetSim.Wire.Udp;
using NetSim.Wire.Vxlan;

namespace NetSim.Stack.Tunnels;

/// <summary>The tunnels that end at a node, and who is to have their packets. There are few, so they are looked through.</summary>
internal sealed class TunnelTable
{
    private (Tunnel Core, object Recipient)[] _tunnels = [];

    public void Add(Tunnel tunnel, object recipient) => _tunnels = [.. _tunnels, (tunnel, recipient)];

    /// <summary>Whose an outer packet is.</summary>
    /// <param name="outer">Source and destination.</param>
    /// <param name="protocol">Of what follows.</param>
    /// <param name="payload">What follows the outer IP header.</param>
    public object? Find((IpAddress Source, IpAddress Destination) outer, IpProtocol protocol, ReadOnlySpan<byte> payload)
    {
        foreach ((Tunnel core, object recipient) in _tunnels)
        {
            if (core.Options.Remote == outer.Source && core.Options.Local == outer.Destination && IsIts(core.Options, protocol, payload)) return recipient;
        }
        return null;
    }

    /// <summary>Who sent the packet that an ICMP error quotes.</summary>
    public object? FindSender(in QuotedPacket quote)
    {
        foreach ((Tunnel core, object recipient) in _tunnels)
        {
            if (core.Options.Local == quote.Source && core.Options.Remote == quote.Destination && IsIts(core.Options, quote.Protocol, quote.Transport)) return recipient;
        }
        return null;
    }

    /// <summary>Whether packets to a UDP port are those of virtual networks, be it one of this node or not.</summary>
    public bool IsTunnelPort(IpAddress local, ushort port)
    {
        foreach ((Tunnel core, _) in _tunnels)
        {
            if (core.Options.Mode == TunnelMode.Vxlan && core.Options.Port == port && core.Options.Local == local) return true;
        }
        return false;
    }

    /// <summary>By what tells tunnels between the same ends apart.</summary>
    private static bool IsIts(TunnelOptions options, IpProtocol protocol, ReadOnlySpan<byte> payload)
    {
        switch (options.Mode)
        {
            case TunnelMode.Gre:
                if (protocol != IpProtocol.Gre || !GreView.TryParse(payload, out GreView gre)) return false;
                return gre.HasKey ? options.Key == gre.Key : options.Key is null;
            case TunnelMode.Vxlan:
                // Of a quote there may be no more than eight bytes, and all networks of one port share the path.
                if (protocol != IpProtocol.Udp || payload.Length < UdpHeader.Length || PortOf(payload) != options.Port) return false;
                if (payload.Length == UdpHeader.Length) return true;
                return VxlanView.TryParse(payload[UdpHeader.Length..], out VxlanView vxlan) && vxlan.Vni == options.Vni;
            default:
                return (protocol == IpProtocol.IPv4 && options.Carries(AddressFamily.IPv4)) || (protocol == IpProtocol.IPv6 && options.Carries(AddressFamily.IPv6));
        }
    }

    private static ushort PortOf(ReadOnlySpan<byte> datagram) => (ushort)(datagram[2] << 8 | datagram[3]);
}
