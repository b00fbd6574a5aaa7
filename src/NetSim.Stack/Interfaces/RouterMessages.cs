using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>Router solicitations, advertisements and redirects of RFC 4861 sections 6 and 8 on one link: checks and emission.</summary>
internal static class RouterMessages
{
    /// <summary>AdvValidLifetime and AdvPreferredLifetime of RFC 4861 6.2.1.</summary>
    private const uint ValidLifetime = 2_592_000, PreferredLifetime = 604_800;

    private const int AutonomousLength = 64;

    /// <summary>RFC 4861 6.1.1 and 6.2.6.</summary>
    public static DropReason? OnSolicitation(Instant now, in Ipv6View ip, NetworkInterface port)
    {
        if (!RouterSolicitationView.TryParse(ip.Payload, out RouterSolicitationView message)) return DropReason.Malformed;
        bool hasMac = message.Options.TryFindLinkLayerAddress(NdpOptionType.SourceLinkLayerAddress, out MacAddress mac);
        if (ip.Source.IsUnspecified && hasMac || mac.IsGroup) return DropReason.Malformed;
        if (port.Advertiser is not { } advertiser) return DropReason.Ignored;
        if (hasMac) port.Neighbours.Learn(now, ip.Source, mac);
        advertiser.OnSolicitation(now);
        return null;
    }

    /// <summary>RFC 4861 6.1.2 and 6.3.4.</summary>
    public static DropReason? OnAdvertisement(Instant now, in Ipv6View ip, NetworkInterface port)
    {
        if (!RouterAdvertisementView.TryParse(ip.Payload, out RouterAdvertisementView message)) return DropReason.Malformed;
        if (!ip.Source.IsLinkLocal) return DropReason.Malformed;
        if (port.Discovery is not { } discovery || port.IsRouter) return DropReason.Ignored;
        if (message.Options.TryFindLinkLayerAddress(NdpOptionType.SourceLinkLayerAddress, out MacAddress mac) && !mac.IsGroup)
        {
            port.Neighbours.Learn(now, ip.Source, mac).IsRouter = true;
        }
        discovery.OnAdvertisement(now, ip.Source, message);
        return null;
    }

    /// <summary>RFC 4861 8.1 and 8.3; whether the sender is the present first hop only the stack knows.</summary>
    public static DropReason? OnRedirect(Instant now, in Ipv6View ip, NetworkInterface port)
    {
        if (!RedirectView.TryParse(ip.Payload, out RedirectView message)) return DropReason.Malformed;
        if (!ip.Source.IsLinkLocal) return DropReason.Malformed;
        if (port.IsRouter || port.Observer is not { } observer) return DropReason.Ignored;
        if (!observer.OnRedirect(port, ip.Source, message.Destination, message.Target)) return DropReason.Ignored;
        if (message.Options.TryFindLinkLayerAddress(NdpOptionType.TargetLinkLayerAddress, out MacAddress mac) && !mac.IsGroup)
        {
            Neighbour target = port.Neighbours.Learn(now, message.Target, mac);
            if (message.Target != message.Destination) target.IsRouter = true;
        }
        return null;
    }

    public static void Solicit(NetworkInterface port)
    {
        Packet packet = port.Rent();
        NdpMessage.WriteRouterSolicitation(packet.Append(RouterSolicitationLength));
        IpAddress source = port.Addresses.FindLinkLocal();
        // RFC 4861 4.1: without a source address there must be no option either.
        if (!source.IsUnspecified) AddMac(packet, NdpOptionType.SourceLinkLayerAddress, port.Mac);
        NeighbourDiscovery.AddHeader(packet, source, LinkLayerMapping.AllRouters);
        port.Emit(packet, LinkLayerMapping.GroupMac(LinkLayerMapping.AllRouters), EtherType.IPv6);
    }

    public static void Advertise(NetworkInterface port, RouterAdvertisementOptions options)
    {
        Packet packet = port.Rent();
        var fields = new RouterAdvertisementFields
        {
            CurrentHopLimit = options.HopLimit,
            Flags = options.Flags,
            RouterLifetimeSeconds = (ushort)Math.Min(options.Lifetime.Nanoseconds / 1_000_000_000, ushort.MaxValue),
        };
        NdpMessage.WriteRouterAdvertisement(packet.Append(RouterAdvertisementLength), fields);
        AddMac(packet, NdpOptionType.SourceLinkLayerAddress, port.Mac);
        if (options.Mtu > 0) NdpOptionWriter.WriteMtu(packet.Append(NdpOptionWriter.MtuLength), (uint)options.Mtu);
        foreach (PrefixInformation prefix in options.Prefixes) AddPrefix(packet, prefix);
        if (options.Prefixes.Count == 0) AddOwnPrefixes(packet, port);
        if (options.DnsServers.Count > 0) AddDnsServers(packet, options);
        NeighbourDiscovery.AddHeader(packet, port.Addresses.FindLinkLocal(), LinkLayerMapping.AllNodes);
        port.Emit(packet, LinkLayerMapping.GroupMac(LinkLayerMapping.AllNodes), EtherType.IPv6);
    }

    /// <summary>
    /// RFC 4861 4.5: tells the sender of a packet, whose next hop is set, that it could have sent it there itself. The message is complete
    /// but for its Ethernet header.
    /// </summary>
    public static Packet MakeRedirect(NetworkInterface port, Packet about, IpAddress source, IpAddress destination)
    {
        Packet packet = port.Rent();
        IpAddress target = about.NextHop;
        NdpMessage.WriteRedirect(packet.Append(RedirectLength), target, destination);
        if (port.Neighbours.Find(target) is { State: not NeighbourState.Incomplete } known) AddMac(packet, NdpOptionType.TargetLinkLayerAddress, known.Mac);
        TransportChecksum.Complete(about);
        int most = Ipv6Header.LeastMtu - Ipv6Header.Length - packet.Length - 8;
        ReadOnlySpan<byte> quote = about.Bytes[..(Math.Min(about.Length, most) & ~7)];
        NdpOptionWriter.WriteRedirectedHeader(packet.Append(8 + quote.Length), quote);
        NeighbourDiscovery.AddHeader(packet, port.Addresses.FindLinkLocal(), source);
        return packet;
    }

    private const int RouterSolicitationLength = 8;
    private const int RouterAdvertisementLength = 16;
    private const int RedirectLength = 40;

    private static void AddMac(Packet packet, NdpOptionType type, MacAddress mac) =>
        NdpOptionWriter.WriteLinkLayerAddress(packet.Append(NdpOptionWriter.LinkLayerAddressLength), type, mac);

    private static void AddPrefix(Packet packet, in PrefixInformation prefix) =>
        NdpOptionWriter.WritePrefixInformation(packet.Append(NdpOptionWriter.PrefixInformationLength), prefix);

    private static void AddOwnPrefixes(Packet packet, NetworkInterface port)
    {
        foreach (IpPrefix own in port.Prefixes)
        {
            if (own.Address.IsIPv4 || own.Address.IsLinkLocal || own.Length == own.Address.BitLength) continue;
            AddPrefix(packet, new PrefixInformation
            {
                Prefix = own.Network,
                IsOnLink = true,
                IsAutonomous = own.Length == AutonomousLength,
                ValidLifetimeSeconds = ValidLifetime,
                PreferredLifetimeSeconds = PreferredLifetime,
            });
        }
    }

    private static void AddDnsServers(Packet packet, RouterAdvertisementOptions options)
    {
        IpAddress[] servers = [.. options.DnsServers];
        uint lifetime = (uint)(options.MaxInterval.Nanoseconds / 1_000_000_000 * 3);
        NdpOptionWriter.WriteDnsServers(packet.Append(8 + 16 * servers.Length), lifetime, servers);
    }
}
