using NetSim.Stack.Network;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Gre;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Udp;
using NetSim.Wire.Vxlan;

namespace NetSim.Stack.Tunnels;

/// <summary>What became of a packet that is to go through a tunnel.</summary>
public enum TunnelVerdict : byte
{
    /// <summary>It was dropped and counted.</summary>
    Consumed,

    /// <summary>It is an outer packet, which the caller hands to the stack like one that a socket has made.</summary>
    Send,

    /// <summary>It is too long, which was counted; the caller gives it back to the stack, which tells its sender (RFC 4459 3.3).</summary>
    TooBig,
}

/// <summary>
/// One end of a tunnel: the wire of an interface, which puts what the interface sends into packets to the other end, and takes out what comes from there.
/// Outer packets are those of the node itself.
/// </summary>
public sealed class Tunnel
{
    /// <summary>RFC 2473 6.6: as many as its limit allows if nobody says otherwise.</summary>
    private const int MostEncapsulations = 4;

    private const ushort FirstPort = 49_152;

    private readonly PacketPool _pool;
    private readonly KeyedHash _hash;
    private uint _sent;
    private uint _received;
    private DropCounters _drops;

    /// <param name="options">As the operator wants it.</param>
    /// <param name="pool">For what has no room in front for another header.</param>
    /// <param name="hash">Chooses the source ports of VXLAN.</param>
    public Tunnel(TunnelOptions options, PacketPool pool, KeyedHash hash)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        (Options, _pool, _hash) = (options, pool, hash);
    }

    public TunnelOptions Options { get; }

    public ref DropCounters Drops => ref _drops;

    /// <summary>The largest packet that an interface takes whose outer packets go by such a way; IPv6 is promised its least.</summary>
    /// <param name="stated">The MTU of the interface as it was stated.</param>
    /// <param name="outer">The largest packet that the way to the other end takes.</param>
    public int MtuOver(int stated, int outer)
    {
        int least = Options.Carries(AddressFamily.IPv6) ? Ipv6Header.LeastMtu : Ipv4Header.MaxLength + 8;
        return Math.Min(stated, Math.Max(least, outer - Options.Overhead));
    }

    /// <summary>Wraps what the interface sends. A super-segment must have been cut.</summary>
    /// <param name="packet">Becomes the outer packet; another one, if it had too little room in front.</param>
    /// <param name="egress">The interface whose wire the tunnel is.</param>
    /// <param name="way">The way to the other end.</param>
    public TunnelVerdict Send(ref Packet packet, int egress, in RouteAnswer way)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Encapsulations >= MostEncapsulations || way.Egress == egress) return Drop(packet, DropReason.TunnelLoop);
        CarriedPacket carried = CarriedPacket.Read(packet.Bytes, Options.Framing);
        bool isIp = Options.Framing == Interfaces.Framing.Ip;
        if (isIp && (carried.Family is not { } family || !Options.Carries(family))) return Drop(packet, DropReason.NotSendable);
        bool isTooLong = packet.Length + Options.HeaderLength > way.Mtu;
        if (isTooLong && isIp && carried.MustStayWhole)
        {
            _drops.Count(packet, DropReason.Mtu);
            return TunnelVerdict.TooBig;
        }
        // The outer packet has a checksum state of its own.
        if (!TransportChecksum.Complete(packet, isIp ? LinkType.Raw : LinkType.Ethernet)) return Drop(packet, DropReason.NotSendable);
        if (packet.Headroom < Options.HeaderLength + EthernetView.HeaderLength) packet = MoveBack(packet);
        ushort port = Options.Mode == TunnelMode.Vxlan ? SourcePort(packet, carried) : (ushort)0;
        WriteShim(packet, carried, port);
        WriteOuter(packet, carried, MayNotCut(carried, isTooLong));
        Forget(packet);
        packet.Encapsulations++;
        return TunnelVerdict.Send;
    }

    /// <summary>Unwraps what came from the other end: a packet with its bytes at the outer IP header and its transport offset set.</summary>
    /// <returns>False if it was dropped and counted.</returns>
    public bool TryReceive(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        EcnCodepoint outer = Ipv4View.TryParse(packet.Bytes, out Ipv4View ipv4) ? ipv4.Ecn : (EcnCodepoint)(packet.Bytes[1] >> 4 & 3);
        packet.TrimStart(packet.TransportOffset);
        if (TakeShim(packet) is { } wrong) return IsKept(packet, wrong);
        CarriedPacket carried = CarriedPacket.Read(packet.Bytes, Options.Framing);
        if (Options.Framing == Interfaces.Framing.Ip)
        {
            if (carried.Family is not { } family) return IsKept(packet, DropReason.Malformed);
            if (!Options.Carries(family)) return IsKept(packet, DropReason.UnknownProtocol);
        }
        if (!carried.TryTakeMark(packet, outer)) return IsKept(packet, DropReason.Congested);
        // What was inside of good bytes is good: it was finished when it was put in.
        packet.Checksum = packet.Checksum == ChecksumState.Complete ? ChecksumState.Complete : ChecksumState.Verified;
        Forget(packet);
        return true;
    }

    private bool MayNotCut(in CarriedPacket carried, bool isTooLong)
    {
        // Of IPv6 that has the right to arrive (RFC 2473 7.1 b, RFC 4213 3.2.1), and of IPv4 that may be cut, pieces are better than nothing.
        if (isTooLong) return false;
        return Options.PathMtuDiscovery == PathMtuDiscovery.On || (carried.Family == AddressFamily.IPv4 && carried.MustStayWhole);
    }

    /// <summary>What was set on its way so far.</summary>
    private static void Forget(Packet packet)
    {
        (packet.Ingress, packet.Egress) = (Packet.NoInterface, Packet.NoInterface);
        (packet.NextHop, packet.Recipient, packet.TransportOffset) = (default, null, 0);
        (packet.IsLinkGroup, packet.IsHeaderIncluded) = (false, false);
    }

    private void WriteShim(Packet packet, in CarriedPacket carried, ushort port)
    {
        if (Options.Mode == TunnelMode.Gre)
        {
            packet.Prepend(Options.ShimLength);
            EtherType type = carried.Family == AddressFamily.IPv6 ? EtherType.IPv6 : EtherType.IPv4;
            var fields = new GreFields(type, Options.Key, Options.HasSequenceNumbers ? ++_sent : null);
            if (Options.HasChecksum) GreHeader.WriteWithChecksum(packet.Bytes, fields);
            else GreHeader.Write(packet.Bytes, fields);
        }
        else if (Options.Mode == TunnelMode.Vxlan)
        {
            VxlanHeader.Write(packet.Prepend(VxlanHeader.Length), Options.Vni);
            packet.Prepend(UdpHeader.Length);
            // RFC 7348 section 5: none over IPv4. Over IPv6 there must be one (RFC 8200 8.1).
            bool hasChecksum = Options.Local.IsIPv6;
            ushort partial = hasChecksum ? TransportChecksum.Partial(Options.Local, Options.Remote, IpProtocol.Udp, packet.Length) : (ushort)0;
            UdpHeader.Write(packet.Bytes, port, Options.Port, packet.Length, partial);
            packet.Checksum = hasChecksum ? ChecksumState.Partial : ChecksumState.Verified;
        }
    }

    private void WriteOuter(Packet packet, in CarriedPacket carried, bool mayNotCut)
    {
        byte timeToLive = Options.TimeToLive ?? (carried.TimeToLive == 0 ? (byte)64 : carried.TimeToLive);
        int length = packet.Length;
        IpProtocol protocol = Options.Mode switch
        {
            TunnelMode.Gre => IpProtocol.Gre,
            TunnelMode.Vxlan => IpProtocol.Udp,
            _ => carried.Family == AddressFamily.IPv4 ? IpProtocol.IPv4 : IpProtocol.IPv6,
        };
        // RFC 6040 4.1, normal mode: the outer mark is the inner one.
        if (Options.Local.IsIPv4)
        {
            Ipv4Header.Write(packet.Prepend(Ipv4Header.MinLength), new Ipv4Fields
            {
                Ecn = carried.Ecn,
                TotalLength = length + Ipv4Header.MinLength,
                DontFragment = mayNotCut,
                TimeToLive = timeToLive,
                Protocol = protocol,
                Source = Options.Local,
                Destination = Options.Remote,
            });
            return;
        }
        Ipv6Header.Write(packet.Prepend(Ipv6Header.Length), new Ipv6Fields
        {
            Ecn = carried.Ecn,
            PayloadLength = length,
            NextHeader = protocol,
            HopLimit = timeToLive,
            Source = Options.Local,
            Destination = Options.Remote,
        });
    }

    /// <summary>Takes away what stands between the outer IP header and what is carried.</summary>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    private DropReason? TakeShim(Packet packet)
    {
        if (Options.Mode == TunnelMode.Gre) return TakeGre(packet);
        if (Options.Mode != TunnelMode.Vxlan) return null;
        if (packet.Length < Options.ShimLength) return DropReason.Malformed;
        packet.TrimStart(Options.ShimLength);
        return null;
    }

    private DropReason? TakeGre(Packet packet)
    {
        if (!GreView.TryParse(packet.Bytes, out GreView view)) return DropReason.Malformed;
        if (!view.IsChecksumValid) return DropReason.Checksum;
        bool isAsAgreed = view.HasChecksum == Options.HasChecksum && (view.HasSequenceNumber || !Options.HasSequenceNumbers);
        if (!isAsAgreed) return DropReason.Malformed;
        if (view.Protocol is not (EtherType.IPv4 or EtherType.IPv6)) return DropReason.UnknownProtocol;
        if (Options.HasSequenceNumbers)
        {
            if ((int)(view.SequenceNumber - _received) < 0) return DropReason.Ignored;
            _received = view.SequenceNumber + 1;
        }
        packet.TrimStart(view.HeaderLength);
        return null;
    }

    /// <summary>RFC 7348 section 5: the packets of one flow go one way, those of many flows many ways.</summary>
    private ushort SourcePort(Packet packet, in CarriedPacket carried)
    {
        ulong flow = carried.Family is null
            ? _hash.Hash(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(packet.Bytes))
            : Multipath.FlowOf(packet.Bytes[carried.At..], _hash);
        return (ushort)(FirstPort + flow % (ushort.MaxValue - FirstPort + 1));
    }

    private Packet MoveBack(Packet packet)
    {
        Packet copy = packet.Clone(_pool);
        packet.Return();
        return copy;
    }

    private TunnelVerdict Drop(Packet packet, DropReason reason)
    {
        _drops.Drop(packet, reason);
        return TunnelVerdict.Consumed;
    }

    private bool IsKept(Packet packet, DropReason reason)
    {
        _drops.Drop(packet, reason);
        return false;
    }
}
