using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>Makes ICMP errors, and knows about which packets none may be made (RFC 1122 3.2.2, RFC 1812 4.3.2, RFC 4443 2.4).</summary>
internal sealed class IcmpErrors(IpLayer ip, RandomGenerator random)
{
    /// <summary>RFC 1812 4.3.2.3: as much of the packet as fits an error of 576 bytes.</summary>
    private const int MaxLengthIPv4 = 576;

    /// <summary>RFC 4443 2.4 c: as much as fits the least MTU.</summary>
    private const int MaxLengthIPv6 = Ipv6Header.LeastMtu;

    /// <summary>RFC 1812 4.3.2.5: internetwork control, as errors should not be lost where there is congestion.</summary>
    private const byte Dscp = 48;

    private IcmpRateLimit? _rate;

    /// <summary>The error, on its way but not routed yet; null if none may be sent.</summary>
    public Packet? TryMake(Instant now, Packet about, IcmpFault fault, uint detail)
    {
        if (Ipv4View.TryParse(about.Bytes, out Ipv4View ipv4))
        {
            if (!IsAnswerable(about, ipv4) || !IsWithinRate(now, ipv4.Source)) return null;
            return Make(about, IcmpReport.ForIPv4(fault, detail));
        }
        if (Ipv6View.TryParse(about.Bytes, out Ipv6View ipv6))
        {
            if (!IsAnswerable(about, ipv6, fault) || !IsWithinRate(now, ipv6.Source)) return null;
            return MakeIPv6(about, IcmpReport.ForIPv6(fault, detail));
        }
        return null;
    }

    /// <summary>Errors to this node itself cost nobody anything.</summary>
    public bool IsWithinRate(Instant now, IpAddress source)
    {
        if (ip.IsOwn(source)) return true;
        _rate ??= new IcmpRateLimit(ip.Options.IcmpRate, random.NextKey());
        if (_rate.TryTake(now, source)) return true;
        ip.Counters.IcmpErrorsSuppressed++;
        return false;
    }

    private bool IsAnswerable(Packet about, in Ipv4View view)
    {
        if (about.IsLinkGroup || view.FragmentOffset > 0) return false;
        IpAddress source = view.Source, destination = view.Destination;
        if (destination.IsMulticast || destination == IpAddress.BroadcastIPv4) return false;
        if (ip.Routes.Find(destination) is { Kind: RouteKind.Broadcast }) return false;
        if (about.Ingress == Packet.NoInterface) return IsAnswerableHere(view);
        if (!AddressRules.IsPlainIPv4(source.IPv4Value)) return false;
        if (ip.Routes.Find(source) is { Kind: RouteKind.Broadcast }) return false;
        return !IsError(view);
    }

    /// <summary>
    /// Of what this node sent itself only its own address may be told: another in the source field is a raw socket's invention.
    /// </summary>
    private bool IsAnswerableHere(in Ipv4View view) => ip.IsOwn(view.Source) && !IsError(view);

    private static bool IsError(in Ipv4View view) =>
        view.Protocol == IpProtocol.Icmp && (!IcmpView.TryParse(view.Payload, out IcmpView icmp) || icmp.IsError);

    private bool IsAnswerable(Packet about, in Ipv6View view, IcmpFault fault)
    {
        IpAddress source = view.Source;
        if (source.IsUnspecified || source.IsMulticast) return false;
        if (about.Ingress == Packet.NoInterface && !ip.IsOwn(source)) return false;
        bool isToGroup = about.IsLinkGroup || view.Destination.IsMulticast;
        if (isToGroup && fault is not (IcmpFault.TooBig or IcmpFault.UnknownOptionOfGroup)) return false;
        Ipv6ExtensionHeaders chain = new(view);
        while (chain.MoveNext())
        {
        }
        if (chain.End != Ipv6ChainEnd.UpperLayer || chain.UpperProtocol != IpProtocol.Icmpv6) return true;
        return Icmpv6View.TryParse(view.Bytes[chain.UpperOffset..], out Icmpv6View icmp) && !icmp.IsError
            && icmp.Type != Icmpv6Type.Redirect;
    }

    private Packet Make(Packet about, IcmpReport report)
    {
        ReadOnlySpan<byte> quote = Quote(about, MaxLengthIPv4 - Ipv4Header.MinLength - IcmpHeader.Length);
        Ipv4View cause = KnownPacket.ViewIPv4(about);
        Packet packet = ip.Pool.Rent();
        quote.CopyTo(packet.Append(quote.Length));
        IcmpHeader.Write(packet.Prepend(IcmpHeader.Length), (IcmpType)report.Type, report.Code, report.Rest);
        IcmpHeader.FillChecksum(packet.Bytes);
        var fields = new Ipv4Fields
        {
            Dscp = Dscp,
            TotalLength = packet.Length + Ipv4Header.MinLength,
            TimeToLive = ip.Options.TimeToLive,
            Protocol = IpProtocol.Icmp,
            Source = SourceFor(about, cause.Source, cause.Destination),
            Destination = cause.Source,
        };
        Ipv4Header.Write(packet.Prepend(Ipv4Header.MinLength), fields);
        packet.Checksum = ChecksumState.Verified;
        return packet;
    }

    private Packet MakeIPv6(Packet about, IcmpReport report)
    {
        ReadOnlySpan<byte> quote = Quote(about, MaxLengthIPv6 - Ipv6Header.Length - Icmpv6Header.Length);
        Ipv6View cause = KnownPacket.ViewIPv6(about);
        Packet packet = ip.Pool.Rent();
        quote.CopyTo(packet.Append(quote.Length));
        Icmpv6Header.Write(packet.Prepend(Icmpv6Header.Length), (Icmpv6Type)report.Type, report.Code, report.Rest);
        IpAddress source = SourceFor(about, cause.Source, cause.Destination);
        Icmpv6Header.FillChecksum(packet.Bytes, source, cause.Source);
        var fields = new Ipv6Fields
        {
            PayloadLength = packet.Length,
            NextHeader = IpProtocol.Icmpv6,
            HopLimit = ip.Options.TimeToLive,
            Source = source,
            Destination = cause.Source,
        };
        Ipv6Header.Write(packet.Prepend(Ipv6Header.Length), fields);
        packet.Checksum = ChecksumState.Verified;
        // A link-local address means something only on the link that the packet came from.
        if (cause.Source.IsLinkLocal) packet.Egress = about.Ingress;
        return packet;
    }

    /// <summary>The receiver of the error may check what is quoted, so nothing in it may be left open.</summary>
    private static ReadOnlySpan<byte> Quote(Packet about, int most)
    {
        TransportChecksum.Complete(about);
        return about.Bytes[..Math.Min(about.Length, most)];
    }

    /// <summary>
    /// The address that the packet was sent to, if it is ours (RFC 1122 3.2.1.3, RFC 4443 2.2 a); else one of the interface that it came
    /// in by (RFC 1812 4.3.2.4, what traceroute shows); else one that reaches the packet's source.
    /// </summary>
    private IpAddress SourceFor(Packet about, IpAddress to, IpAddress destination)
    {
        if (!destination.IsMulticast && ip.IsOwn(destination)) return destination;
        if (about.Ingress == Packet.NoInterface) return to;
        NetworkInterface ingress = ip.Interfaces[about.Ingress];
        if (SourceSelection.TrySelect(ingress, to, to, out IpAddress source) && (to.IsLinkLocal || !source.IsLinkLocal)) return source;
        if (ip.TryFindPath(to, Packet.NoInterface, out NetworkPath path) && ip.TrySelectSource(to, path, out source)) return source;
        return to.IsIPv4 ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6;
    }
}
