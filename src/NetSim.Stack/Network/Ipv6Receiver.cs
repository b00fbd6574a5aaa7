using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>
/// Received IPv6 packets that take thought (RFC 8200): 1 validate, 2 refuse impossible addresses, 3 for us, for a group or for another?
/// 4 forward, or 5 walk the extension headers, reassemble and deliver.
/// </summary>
internal sealed class Ipv6Receiver(IpLayer ip, RandomGenerator random)
{
    private Ipv6Reassembler? _reassembler;

    public Instant? NextDeadline => _reassembler?.NextDeadline;

    public IpVerdict OnPacket(Instant now, ref Packet packet, out IpProtocol upper)
    {
        upper = default;
        // 1
        if (!Ipv6View.TryParse(packet.Bytes, out Ipv6View view)) return ip.Drop(packet, DropReason.Malformed);
        if (packet.Length > view.Bytes.Length) packet.Truncate(view.Bytes.Length);
        // 2
        IpAddress source = view.Source, destination = view.Destination;
        if (!AddressRules.IsPossibleSource(source, destination)) return ip.Drop(packet, DropReason.Martian);
        if (!AddressRules.IsPossibleDestination(destination)) return ip.Drop(packet, DropReason.Martian);
        if (ip.Routes.Find(source) is { Kind: RouteKind.Local }) return ip.Drop(packet, DropReason.Martian);
        // 3
        NetworkInterface ingress = ip.Interfaces[packet.Ingress];
        if (destination.IsMulticast)
        {
            return ingress.IsMember(destination) ? Deliver(now, ref packet, out upper) : ip.Drop(packet, DropReason.NotForUs);
        }
        if (packet.IsLinkGroup) return ip.Drop(packet, DropReason.LinkGroup);
        Route? route = ip.Routes.Find(destination);
        if (destination.IsLinkLocal)
        {
            // Every link has its own link-local addresses (RFC 4007): ours on another one is not meant.
            return ingress.Addresses.Contains(destination) ? Deliver(now, ref packet, out upper) : ip.Drop(packet, DropReason.NotForUs);
        }
        return route is { Kind: RouteKind.Local } ? Deliver(now, ref packet, out upper) : Forward(now, packet, route);
    }

    /// <summary>Step 5: the packet is for this node. Fragments wait until the whole is there, which then takes their place.</summary>
    public IpVerdict Deliver(Instant now, ref Packet packet, out IpProtocol upper)
    {
        IpVerdict verdict = WalkHeaders(now, packet, out upper, out bool isFragment);
        if (!isFragment) return verdict;
        _reassembler ??= new Ipv6Reassembler(ip, random.NextKey());
        Packet? whole = _reassembler.Add(now, packet);
        if (whole is null) return IpVerdict.Consumed;
        packet = whole;
        ip.Counters.ReassembledPackets++;
        verdict = WalkHeaders(now, packet, out upper, out isFragment);
        // A fragmented fragment: nothing makes such packets but attacks.
        return isFragment ? ip.Drop(packet, DropReason.Malformed) : verdict;
    }

    public void OnDeadline(Instant now) => _reassembler?.OnDeadline(now);

    public void Stop() => _reassembler?.Stop();

    /// <summary>
    /// Extension headers in the order in which they stand (RFC 8200 section 4). An atomic fragment (RFC 6946) is a whole packet.
    /// </summary>
    private IpVerdict WalkHeaders(Instant now, Packet packet, out IpProtocol upper, out bool isFragment)
    {
        (upper, isFragment) = (default, false);
        if (!Ipv6View.TryParse(packet.Bytes, out Ipv6View view)) return ip.Drop(packet, DropReason.Malformed);
        Ipv6ExtensionHeaders chain = new(view);
        while (chain.MoveNext())
        {
            switch (chain.Kind)
            {
                case IpProtocol.HopByHop or IpProtocol.DestinationOptions:
                    Ipv6Options options = chain.Options;
                    Ipv6OptionAction action = options.FindUnknown();
                    if (action != Ipv6OptionAction.Skip) return RefuseOption(now, packet, (action, (uint)options.Offset));
                    break;
                case IpProtocol.Routing when chain.SegmentsLeft > 0:
                    // RFC 8200 4.4: no type is known here, type 0 least of all (RFC 5095). The pointer shows the type.
                    return ip.Reject(now, packet, (IcmpFault.BadField, (uint)chain.Offset + 2), DropReason.SourceRoute);
                case IpProtocol.Fragment when chain.FragmentOffset > 0 || chain.MoreFragments:
                    isFragment = true;
                    return IpVerdict.Consumed;
            }
        }
        upper = chain.UpperProtocol;
        packet.TransportOffset = chain.UpperOffset;
        switch (chain.End)
        {
            case Ipv6ChainEnd.UpperLayer:
                ip.Counters.LocalPackets++;
                return IpVerdict.Deliver;
            case Ipv6ChainEnd.NoNextHeader:
                return ip.Drop(packet, DropReason.Ignored);
            case Ipv6ChainEnd.HopByHopNotFirst:
                return ip.Reject(now, packet, (IcmpFault.UnknownProtocol, (uint)chain.NextHeaderFieldOffset), DropReason.Malformed);
            default:
                return ip.Drop(packet, DropReason.Malformed);
        }
    }

    /// <summary>RFC 8200 4.2: what the top two bits of the option's type say.</summary>
    private IpVerdict RefuseOption(Instant now, Packet packet, (Ipv6OptionAction Action, uint Offset) option) => option.Action switch
    {
        Ipv6OptionAction.DiscardAndReport =>
            ip.Reject(now, packet, (IcmpFault.UnknownOptionOfGroup, option.Offset), DropReason.UnknownOption),
        Ipv6OptionAction.DiscardAndReportUnlessMulticast =>
            ip.Reject(now, packet, (IcmpFault.UnknownOption, option.Offset), DropReason.UnknownOption),
        _ => ip.Drop(packet, DropReason.UnknownOption),
    };

    /// <summary>Step 4. A router never cuts (RFC 8200 section 5).</summary>
    private IpVerdict Forward(Instant now, Packet packet, Route? route)
    {
        if (!ip.Forwards) return ip.Drop(packet, DropReason.NotForUs);
        Ipv6View view = KnownPacket.ViewIPv6(packet);
        if (view.Source.IsUnspecified) return ip.Drop(packet, DropReason.Martian);
        if (CheckHopByHop(now, packet, view) is { } refused) return refused;
        if (view.Source.IsLinkLocal) return ip.Reject(now, packet, (IcmpFault.BeyondScope, 0), DropReason.Martian);
        if (!PassesReversePathCheck(packet, view.Source)) return ip.Drop(packet, DropReason.Martian);
        if (view.HopLimit <= 1) return ip.Reject(now, packet, (IcmpFault.HopsExceeded, 0), DropReason.TtlExceeded);
        if (route is null) return ip.Reject(now, packet, (IcmpFault.NoRoute, 0), DropReason.NoRoute);
        route = ip.Routes.Choose(route, packet);
        int mtu = route.Interface.Mtu;
        if (packet.Length > mtu && SegmentLength.Of(packet) > mtu)
        {
            return ip.Reject(now, packet, (IcmpFault.TooBig, (uint)mtu), DropReason.Mtu);
        }
        packet.Egress = route.Interface.Index;
        packet.NextHop = route.NextHop(view.Destination);
        if (packet.Egress == packet.Ingress) ip.SendRedirect(now, packet, view.Source, view.Destination);
        if (ip.Middlebox is { } middlebox && !middlebox.OnForwarding(now, packet)) return IpVerdict.Consumed;
        Ipv6Header.DecrementHopLimit(packet.Bytes);
        ip.Counters.ForwardedPackets++;
        return IpVerdict.Transmit;
    }

    /// <summary>The one extension header that a router looks at (RFC 8200 4.3).</summary>
    private IpVerdict? CheckHopByHop(Instant now, Packet packet, in Ipv6View view)
    {
        if (view.NextHeader != IpProtocol.HopByHop) return null;
        Ipv6ExtensionHeaders chain = new(view);
        if (!chain.MoveNext()) return ip.Drop(packet, DropReason.Malformed);
        Ipv6Options options = chain.Options;
        Ipv6OptionAction action = options.FindUnknown();
        return action == Ipv6OptionAction.Skip ? null : RefuseOption(now, packet, (action, (uint)options.Offset));
    }

    private bool PassesReversePathCheck(Packet packet, IpAddress source)
    {
        if (ip.Options.ReversePathCheck == ReversePathCheck.Off) return true;
        Route? back = ip.Routes.Find(source);
        return back is not null && (ip.Options.ReversePathCheck == ReversePathCheck.Loose || back.Interface.Index == packet.Ingress);
    }
}
