using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>IPv6 packets made here: finds the way, fills in what their makers left open, cuts what is too long for the path.</summary>
internal sealed class Ipv6Sender(IpLayer ip)
{
    private const int SourceAt = 8;

    public IpVerdict Send(Instant now, ref Packet packet, out IpProtocol upper)
    {
        upper = default;
        if (!Ipv6View.TryParse(packet.Bytes, out Ipv6View view) || view.Bytes.Length != packet.Length)
        {
            return ip.Drop(packet, DropReason.NotSendable);
        }
        IpAddress destination = view.Destination;
        if (view.HopLimit == 0 || destination.IsUnspecified) return ip.Drop(packet, DropReason.NotSendable);
        if (!ip.TryFindPath(destination, packet.Egress, out NetworkPath path, packet))
        {
            return ip.Reject(now, packet, (IcmpFault.NoRoute, 0), DropReason.NoRoute);
        }
        if (view.Source.IsUnspecified && !packet.IsHeaderIncluded) FillSource(packet, destination, path);
        if (path.Kind == RouteKind.Local) return ip.TurnRound(now, ref packet, out upper);

        packet.Egress = path.Egress!.Index;
        packet.NextHop = path.NextHop;
        int mtu = ip.FindMtu(now, destination, path);
        bool isHeaderIncluded = packet.IsHeaderIncluded;
        packet.IsHeaderIncluded = false;
        if (ip.Middlebox is { FiltersOwn: true } middlebox && !middlebox.OnSending(now, packet)) return IpVerdict.Consumed;
        if (packet.Length <= mtu || SegmentLength.Of(packet) <= mtu) return IpVerdict.Transmit;
        // TCP cuts for itself: it wants to know what fits.
        bool mayCut = packet.SegmentSize == 0 && !isHeaderIncluded && view.NextHeader is not (IpProtocol.Tcp or IpProtocol.Fragment);
        if (mayCut && Ipv6Fragmenter.TryCut(packet, mtu, ip)) return IpVerdict.Consumed;
        return ip.Reject(now, packet, (IcmpFault.TooBig, (uint)mtu), DropReason.Mtu);
    }

    private void FillSource(Packet packet, IpAddress destination, in NetworkPath path)
    {
        if (!ip.TrySelectSource(destination, path, out IpAddress source)) return;
        PartialChecksum.AddSource(packet, source);
        source.Write(packet.Bytes[SourceAt..]);
    }
}
