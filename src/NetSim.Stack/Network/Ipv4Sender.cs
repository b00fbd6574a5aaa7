using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>IPv4 packets made here: finds the way, fills in what their makers left open, cuts what is too long.</summary>
internal sealed class Ipv4Sender(IpLayer ip)
{
    private const int SourceAt = 12;

    public IpVerdict Send(Instant now, ref Packet packet, out IpProtocol upper)
    {
        upper = default;
        if (!Ipv4View.TryParse(packet.Bytes, out Ipv4View view) || view.TotalLength != packet.Length)
        {
            return ip.Drop(packet, DropReason.NotSendable);
        }
        IpAddress destination = view.Destination;
        // RFC 1122 3.2.1.7: nothing is sent with TTL 0.
        if (view.TimeToLive == 0 || destination.IsUnspecified) return ip.Drop(packet, DropReason.NotSendable);
        if (!ip.TryFindPath(destination, packet.Egress, out NetworkPath path, packet))
        {
            return ip.Reject(now, packet, (IcmpFault.NoRoute, 0), DropReason.NoRoute);
        }
        if (view.Source.IsUnspecified && !packet.IsHeaderIncluded) FillSource(packet, destination, path);
        if (path.Kind == RouteKind.Local)
        {
            if (!packet.IsHeaderIncluded) Ipv4Header.FillChecksum(packet.Bytes);
            return ip.TurnRound(now, ref packet, out upper);
        }

        packet.Egress = path.Egress!.Index;
        packet.NextHop = path.NextHop;
        int mtu = ip.FindMtu(now, destination, path);
        bool isTooLong = packet.Length > mtu && SegmentLength.Of(packet) > mtu;
        bool mayCut = !view.DontFragment && packet.SegmentSize == 0 && !packet.IsHeaderIncluded;
        if (isTooLong && !mayCut) return ip.Reject(now, packet, (IcmpFault.TooBig, (uint)mtu), DropReason.Mtu);
        if (!packet.IsHeaderIncluded) FillIn(packet);
        packet.IsHeaderIncluded = false;
        if (ip.Middlebox is { } middlebox && !middlebox.OnSending(now, packet)) return IpVerdict.Consumed;
        if (!isTooLong) return IpVerdict.Transmit;
        Ipv4Fragmenter.Cut(packet, mtu, ip);
        return IpVerdict.Consumed;
    }

    /// <summary>RFC 6864 4.1: only what may be fragmented needs an identification of its own.</summary>
    private void FillIn(Packet packet)
    {
        Ipv4View view = KnownPacket.ViewIPv4(packet);
        if (!view.DontFragment)
        {
            ushort identification = ip.Identifications.NextIPv4(view.Source, view.Destination, view.Protocol);
            BinaryPrimitives.WriteUInt16BigEndian(packet.Bytes[4..], identification);
        }
        Ipv4Header.FillChecksum(packet.Bytes);
    }

    private void FillSource(Packet packet, IpAddress destination, in NetworkPath path)
    {
        if (!ip.TrySelectSource(destination, path, out IpAddress source)) return;
        PartialChecksum.AddSource(packet, source);
        source.Write(packet.Bytes[SourceAt..]);
    }
}
