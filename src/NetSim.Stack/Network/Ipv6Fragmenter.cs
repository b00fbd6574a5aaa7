using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Network;

/// <summary>Cuts IPv6 packets at their source (RFC 8200 4.5).</summary>
internal static class Ipv6Fragmenter
{
    /// <summary>
    /// Cuts the packet, whose egress and next hop are set, into pieces of at most <paramref name="mtu"/> bytes, and queues them in order.
    /// </summary>
    public static void Cut(Packet packet, int mtu, IpLayer ip)
    {
        TransportChecksum.Complete(packet);
        Ipv6View view = KnownPacket.ViewIPv6(packet);
        (int headersLength, int nextHeaderAt) = FindUnfragmentable(view);
        IpProtocol nextHeader = (IpProtocol)view.Bytes[nextHeaderAt];
        ReadOnlySpan<byte> headers = view.Bytes[..headersLength];
        ReadOnlySpan<byte> payload = view.Bytes[headersLength..];
        uint identification = ip.Identifications.NextIPv6();
        int most = mtu - headersLength - Ipv6FragmentHeader.Length & ~7;

        for (int at = 0; at < payload.Length; at += most)
        {
            int length = Math.Min(most, payload.Length - at);
            FragmentPlace place = at + length == payload.Length ? FragmentPlace.Last : FragmentPlace.MoreFollow;
            Packet piece = ip.Pool.Rent(headersLength + Ipv6FragmentHeader.Length + length);
            piece.CopyMetadata(packet);
            headers.CopyTo(piece.Append(headersLength));
            Ipv6FragmentHeader.Write(piece.Append(Ipv6FragmentHeader.Length), nextHeader, at, place, identification);
            payload.Slice(at, length).CopyTo(piece.Append(length));
            piece.Bytes[nextHeaderAt] = (byte)IpProtocol.Fragment;
            Ipv6Header.SetPayloadLength(piece.Bytes, piece.Length - Ipv6Header.Length);
            ip.Counters.FragmentsMade++;
            ip.Enqueue(piece);
        }
        packet.Return();
    }

    /// <summary>
    /// The headers that every fragment repeats: all up to the routing header if there is one, else the hop-by-hop options, else the IPv6
    /// header alone.
    /// </summary>
    private static (int Length, int NextHeaderAt) FindUnfragmentable(in Ipv6View view)
    {
        Ipv6ExtensionHeaders chain = new(view);
        (int, int) end = (Ipv6Header.Length, chain.NextHeaderFieldOffset);
        while (chain.MoveNext())
        {
            if (chain.Kind is IpProtocol.HopByHop or IpProtocol.Routing) end = (chain.UpperOffset, chain.NextHeaderFieldOffset);
        }
        return end;
    }
}
