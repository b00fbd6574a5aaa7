using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>
/// Received IPv4 packets that take thought, in the order of RFC 1812 5.2 and RFC 1122 3.2.1:
/// 1 validate, 2 refuse impossible addresses, 3 for us, for everybody here or for another? 4 forward, or 5 reassemble and deliver.
/// </summary>
internal sealed class Ipv4Receiver(IpLayer ip, RandomGenerator random)
{
    private ReassemblyStore? _unfinished;

    public Instant? NextDeadline => _unfinished?.NextDeadline;

    public IpVerdict OnPacket(Instant now, ref Packet packet, out IpProtocol upper)
    {
        upper = default;
        // 1
        if (!Ipv4View.TryParse(packet.Bytes, out Ipv4View view)) return ip.Drop(packet, DropReason.Malformed);
        bool isIntact = packet.Checksum != ChecksumState.Complete || Ipv4Header.IsChecksumValid(packet.Bytes);
        if (!isIntact) return ip.Drop(packet, DropReason.Checksum);
        if (packet.Length > view.TotalLength) packet.Truncate(view.TotalLength);
        // 2
        IpAddress source = view.Source, destination = view.Destination;
        if (!AddressRules.IsPossibleSource(source, destination)) return ip.Drop(packet, DropReason.Martian);
        if (!AddressRules.IsPossibleDestination(destination)) return ip.Drop(packet, DropReason.Martian);
        if (ip.Routes.Find(source) is { Kind: RouteKind.Local or RouteKind.Broadcast }) return ip.Drop(packet, DropReason.Martian);
        if (view.Options.Length > 0 && CheckOptions(now, packet, view.Options) is { } refused) return refused;
        // 3
        NetworkInterface ingress = ip.Interfaces[packet.Ingress];
        if (destination == IpAddress.BroadcastIPv4) return Deliver(now, ref packet, out upper);
        if (destination.IsMulticast)
        {
            return ingress.IsMember(destination) ? Deliver(now, ref packet, out upper) : ip.Drop(packet, DropReason.NotForUs);
        }
        Route? route = ip.Routes.Find(destination);
        if (route is { Kind: RouteKind.Broadcast })
        {
            // RFC 2644: from another link it would be a directed broadcast, which is not passed on.
            return ReferenceEquals(route.Interface, ingress) ? Deliver(now, ref packet, out upper) : ip.Drop(packet, DropReason.LinkGroup);
        }
        // RFC 1122 3.3.6: a packet for one host that was sent to all.
        if (packet.IsLinkGroup) return ip.Drop(packet, DropReason.LinkGroup);
        if (route is { Kind: RouteKind.Local } && view.Options.Length > 0 && SourceRouting.FindNext(packet.Bytes) is { } next)
            return FollowRoute(now, packet, next);
        return route is { Kind: RouteKind.Local } ? Deliver(now, ref packet, out upper) : Forward(now, packet, route);
    }

    /// <summary>For whoever must see the ports of all that passes: what is wrong with the packet otherwise is found later.</summary>
    /// <returns>False if it is not whole yet, or gone.</returns>
    public bool TryMakeWhole(Instant now, ref Packet packet)
    {
        if (!Ipv4View.TryParse(packet.Bytes, out Ipv4View view) || !view.IsFragment) return true;
        bool isIntact = packet.Checksum != ChecksumState.Complete || Ipv4Header.IsChecksumValid(packet.Bytes);
        if (!isIntact) return true;
        if (packet.Length > view.TotalLength) packet.Truncate(view.TotalLength);
        if (Reassemble(now, packet, view) is not { } whole) return false;
        packet = whole;
        ip.Counters.ReassembledPackets++;
        return true;
    }

    /// <summary>Step 5: the packet is for this node. Fragments wait until the whole is there, which then takes their place.</summary>
    public IpVerdict Deliver(Instant now, ref Packet packet, out IpProtocol upper)
    {
        upper = default;
        if (!Ipv4View.TryParse(packet.Bytes, out Ipv4View view)) return ip.Drop(packet, DropReason.Malformed);
        if (view.IsFragment)
        {
            Packet? whole = Reassemble(now, packet, view);
            if (whole is null) return IpVerdict.Consumed;
            packet = whole;
            ip.Counters.ReassembledPackets++;
            if (!Ipv4View.TryParse(packet.Bytes, out view)) return ip.Drop(packet, DropReason.Malformed);
        }
        upper = view.Protocol;
        packet.TransportOffset = view.HeaderLength;
        ip.Counters.LocalPackets++;
        return IpVerdict.Deliver;
    }

    public void OnDeadline(Instant now)
    {
        while (_unfinished?.FindExpired(now) is { } expired)
        {
            // RFC 792: only if fragment 0 arrived, since without it the sender could not tell what the error is about.
            if (!expired.IsRefused && expired.First is { } first) ip.Report(now, first, IcmpFault.ReassemblyTimeout);
            _unfinished.Evict(expired, DropReason.ReassemblyTimeout);
        }
    }

    public void Stop() => _unfinished?.Clear(DropReason.Stopped);

    /// <summary>
    /// RFC 1122 3.2.1.8: unknown options are passed over, malformed ones reported (RFC 1812 4.2.2.1), source routes refused (RFC 7126
    /// 4.3).
    /// </summary>
    private IpVerdict? CheckOptions(Instant now, Packet packet, ReadOnlySpan<byte> options)
    {
        Ipv4Options walk = new(options);
        while (walk.MoveNext())
        {
            bool isRefused = walk.Kind is Ipv4Options.LooseSourceRoute or Ipv4Options.StrictSourceRoute
                && ip.Options.SourceRoutes == SourceRoutes.Refuse;
            if (isRefused) return ip.Drop(packet, DropReason.SourceRoute);
        }
        if (!walk.IsMalformed) return null;
        return ip.Reject(now, packet, (IcmpFault.BadField, (uint)walk.Offset), DropReason.Malformed);
    }

    /// <summary>RFC 1812 5.2.4.1: this node is on the packet's route, notes itself in it and sends the packet on to the next.</summary>
    private IpVerdict FollowRoute(Instant now, Packet packet, IpAddress next)
    {
        Route? route = ip.Routes.Find(next);
        bool canFollow = ip.Forwards && route is { Kind: RouteKind.Unicast }
            && (SourceRouting.IsLoose(packet.Bytes) || route.NextHop(next) == next);
        if (!canFollow || !ip.TryFindPath(next, Packet.NoInterface, out NetworkPath path)
            || !ip.TrySelectSource(next, path, out IpAddress own)) return ip.Drop(packet, DropReason.SourceRoute);
        SourceRouting.Advance(packet.Bytes, own);
        return Forward(now, packet, route);
    }

    /// <summary>Step 4: RFC 1812 5.2.4 and 5.3.</summary>
    private IpVerdict Forward(Instant now, Packet packet, Route? route)
    {
        if (!ip.Forwards) return ip.Drop(packet, DropReason.NotForUs);
        Ipv4View view = KnownPacket.ViewIPv4(packet);
        bool staysOnLink = view.Source.IsUnspecified || view.Source.IsLinkLocal || view.Destination.IsLinkLocal;
        if (staysOnLink) return ip.Drop(packet, DropReason.Martian);
        if (!PassesReversePathCheck(packet, view.Source)) return ip.Drop(packet, DropReason.Martian);
        if (view.TimeToLive <= 1) return ip.Reject(now, packet, (IcmpFault.HopsExceeded, 0), DropReason.TtlExceeded);
        if (route is null) return ip.Reject(now, packet, (IcmpFault.NoRoute, 0), DropReason.NoRoute);
        route = ip.Routes.Choose(route, packet);

        int mtu = route.Interface.Mtu;
        packet.Egress = route.Interface.Index;
        packet.NextHop = route.NextHop(view.Destination);
        if (packet.Egress == packet.Ingress) SuggestBetterHop(now, packet, view.Source);
        if (view.Options.Length > 0) RecordPassage(now, packet, route.Interface, view.HeaderLength);
        if (packet.Length > mtu && SegmentLength.Of(packet) > mtu)
        {
            // A super-segment is TCP's, whose sender wants to know: nobody would have made it without path MTU discovery.
            bool mayCut = !view.DontFragment && packet.SegmentSize == 0;
            if (!mayCut) return ip.Reject(now, packet, (IcmpFault.TooBig, (uint)mtu), DropReason.Mtu);
            if (ip.Middlebox is { } before && !before.OnForwarding(now, packet)) return IpVerdict.Consumed;
            Ipv4Header.DecrementTimeToLive(packet.Bytes);
            ip.Counters.ForwardedPackets++;
            Ipv4Fragmenter.Cut(packet, mtu, ip);
            return IpVerdict.Consumed;
        }
        if (ip.Middlebox is { } middlebox && !middlebox.OnForwarding(now, packet)) return IpVerdict.Consumed;
        Ipv4Header.DecrementTimeToLive(packet.Bytes);
        ip.Counters.ForwardedPackets++;
        return IpVerdict.Transmit;
    }

    /// <summary>RFC 1812 4.2.2.1 and 5.2.4.1: with the address of the interface that the packet leaves by.</summary>
    private static void RecordPassage(Instant now, Packet packet, NetworkInterface egress, int headerLength)
    {
        if (!egress.Addresses.TryFindFor(packet.NextHop, out IpAddress own) || own.IsIPv6) return;
        Span<byte> options = packet.Bytes[Ipv4Header.MinLength..headerLength];
        if (Ipv4OptionRecorder.Record(options, now, own)) Ipv4Header.FillChecksum(packet.Bytes);
    }

    /// <summary>RFC 1812 5.2.7.2: to a sender on the same link, whose packets need not come through here.</summary>
    private void SuggestBetterHop(Instant now, Packet packet, IpAddress source)
    {
        if (ip.Options.Redirects == SendRedirects.Off || ip.Middlebox is { IsInbound: true }) return;
        if (ip.Routes.Find(source) is { Kind: RouteKind.Unicast, HasGateway: false } back && back.Interface.Index == packet.Ingress)
        {
            ip.Report(now, packet, IcmpFault.BetterFirstHop, packet.NextHop.IPv4Value);
        }
    }

    private bool PassesReversePathCheck(Packet packet, IpAddress source)
    {
        if (ip.Options.ReversePathCheck == ReversePathCheck.Off) return true;
        Route? back = ip.Routes.Find(source);
        return back is not null && (ip.Options.ReversePathCheck == ReversePathCheck.Loose || back.Interface.Index == packet.Ingress);
    }

    private Packet? Reassemble(Instant now, Packet packet, in Ipv4View view)
    {
        int start = view.FragmentOffset, length = view.Payload.Length;
        bool isLast = !view.MoreFragments;
        // RFC 791: all but the last are whole units of 8; nothing may reach beyond the longest packet (the ping of death did).
        bool isPossible = length > 0 && (isLast || length % 8 == 0) && view.HeaderLength + start + length <= ushort.MaxValue;
        if (!isPossible)
        {
            ip.Drop(packet, DropReason.Malformed);
            return null;
        }
        _unfinished ??= new ReassemblyStore(ip.Options.Reassembly, ip.Options.Reassembly.TimeoutIPv4, random.NextKey(), ip.Counters);
        packet.TransportOffset = view.HeaderLength;
        var key = new ReassemblyKey(view.Source, view.Destination, view.Identification, view.Protocol);
        var range = new FragmentRange(start, start + length, isLast ? FragmentPlace.Last : FragmentPlace.MoreFollow);
        Reassembly? whole = _unfinished.Add(now, key, packet, (range, view.Ecn));
        return whole is null ? null : Join(_unfinished, whole);
    }

    /// <summary>The header of the first fragment, with its options, in front of all pieces.</summary>
    private Packet? Join(ReassemblyStore unfinished, Reassembly whole)
    {
        Packet first = whole.First!;
        int headerLength = first.TransportOffset;
        int length = headerLength + whole.Total;
        if (length > ushort.MaxValue || whole.HasContradictingMarks)
        {
            unfinished.Evict(whole, DropReason.Malformed);
            return null;
        }
        Packet packet = ip.Pool.Rent(length);
        first.Bytes[..headerLength].CopyTo(packet.Append(headerLength));
        whole.CopyTo(packet);
        packet.CopyMetadata(first);
        packet.Checksum = whole.Checksum;
        unfinished.Finish(whole);
        Ipv4Header.SetLength(packet.Bytes, length);
        Ipv4Header.SetFragment(packet.Bytes, 0, FragmentPlace.Last);
        if (whole.IsMarked) Ipv4Header.SetEcn(packet.Bytes, EcnCodepoint.Ce);
        return packet;
    }
}
