using NetSim.Wire.Buffers;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using NetSim.Wire.Udp;

namespace NetSim.Stack.Network;

/// <summary>Puts IPv6 packets together (RFC 8200 4.5, RFC 5722, RFC 7112).</summary>
internal sealed class Ipv6Reassembler(IpLayer ip, KeyedHash hash)
{
    private const int PayloadLengthAt = 4;

    private readonly ReassemblyStore _unfinished = new(ip.Options.Reassembly, ip.Options.Reassembly.TimeoutIPv6, hash, ip.Counters);

    public Instant? NextDeadline => _unfinished.NextDeadline;

    /// <summary>Takes a fragment, whose headers up to the fragment header have been walked without fault.</summary>
    /// <returns>The whole packet, if this was the last missing piece.</returns>
    public Packet? Add(Instant now, Packet packet)
    {
        Ipv6View view = KnownPacket.ViewIPv6(packet);
        Ipv6ExtensionHeaders chain = new(view);
        while (chain.MoveNext() && chain.Kind != IpProtocol.Fragment)
        {
        }
        int payloadAt = chain.Offset + Ipv6FragmentHeader.Length;
        int start = chain.FragmentOffset, length = packet.Length - payloadAt;
        FragmentPlace place = chain.MoreFragments ? FragmentPlace.MoreFollow : FragmentPlace.Last;
        if (length == 0) return Refuse(packet);
        if (place == FragmentPlace.MoreFollow && length % 8 != 0) return Refuse(now, packet, IcmpFault.BadField, PayloadLengthAt);
        int headers = chain.Offset - Ipv6Header.Length;
        if (headers + start + length > ushort.MaxValue) return Refuse(now, packet, IcmpFault.BadField, (uint)chain.Offset + 2);
        if (start == 0 && !HoldsWholeChain(view)) return Refuse(now, packet, IcmpFault.IncompleteHeaderChain, 0);

        packet.TransportOffset = payloadAt;
        var key = new ReassemblyKey(view.Source, view.Destination, chain.FragmentIdentification, default);
        Reassembly? whole = _unfinished.Add(now, key, packet, (new FragmentRange(start, start + length, place), view.Ecn));
        return whole is null ? null : Join(whole);
    }

    public void OnDeadline(Instant now)
    {
        while (_unfinished.FindExpired(now) is { } expired)
        {
            if (!expired.IsRefused && expired.First is { } first) ip.Report(now, first, IcmpFault.ReassemblyTimeout);
            _unfinished.Evict(expired, DropReason.ReassemblyTimeout);
        }
    }

    public void Stop() => _unfinished.Clear(DropReason.Stopped);

    /// <summary>
    /// RFC 7112 section 5: all headers, the upper-layer one included, so that nobody has to guess what the rest belongs to.
    /// </summary>
    private static bool HoldsWholeChain(in Ipv6View view)
    {
        Ipv6ExtensionHeaders chain = new(view);
        while (chain.MoveNext())
        {
        }
        if (chain.End == Ipv6ChainEnd.NoNextHeader) return true;
        int needed = chain.UpperProtocol switch
        {
            IpProtocol.Tcp => TcpHeader.MinLength,
            IpProtocol.Udp => UdpHeader.Length,
            IpProtocol.Icmpv6 => Icmpv6Header.Length,
            _ => 0,
        };
        return chain.End == Ipv6ChainEnd.UpperLayer && chain.UpperOffset + needed <= view.Bytes.Length;
    }

    /// <summary>The headers of the first fragment, without the fragment header, in front of all pieces.</summary>
    private Packet? Join(Reassembly whole)
    {
        Packet first = whole.First!;
        int headersLength = first.TransportOffset - Ipv6FragmentHeader.Length;
        int payloadLength = headersLength - Ipv6Header.Length + whole.Total;
        if (payloadLength > ushort.MaxValue || whole.HasContradictingMarks)
        {
            _unfinished.Evict(whole, DropReason.Malformed);
            return null;
        }
        byte nextHeader = first.Bytes[headersLength];
        int nextHeaderAt = FieldThatNamesFragment(first);
        Packet packet = ip.Pool.Rent(headersLength + whole.Total);
        first.Bytes[..headersLength].CopyTo(packet.Append(headersLength));
        whole.CopyTo(packet);
        packet.CopyMetadata(first);
        packet.Checksum = whole.Checksum;
        bool isMarked = whole.IsMarked;
        _unfinished.Finish(whole);
        packet.Bytes[nextHeaderAt] = nextHeader;
        Ipv6Header.SetPayloadLength(packet.Bytes, payloadLength);
        if (isMarked) Ipv6Header.SetEcn(packet.Bytes, EcnCodepoint.Ce);
        return packet;
    }

    private static int FieldThatNamesFragment(Packet first)
    {
        Ipv6View view = KnownPacket.ViewIPv6(first);
        Ipv6ExtensionHeaders chain = new(view);
        int at = chain.NextHeaderFieldOffset;
        while (chain.MoveNext() && chain.Kind != IpProtocol.Fragment) at = chain.NextHeaderFieldOffset;
        return at;
    }

    private Packet? Refuse(Packet packet)
    {
        ip.Drop(packet, DropReason.Malformed);
        return null;
    }

    private Packet? Refuse(Instant now, Packet packet, IcmpFault fault, uint detail)
    {
        ip.Reject(now, packet, (fault, detail), DropReason.Malformed);
        return null;
    }
}
