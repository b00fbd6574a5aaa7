using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Text;
using NetSim.Wire.Udp;

namespace NetSim.Testing;

/// <summary>Checks packets in tests. A failure shows the packet in words; the views it returns borrow the bytes given.</summary>
public static class PacketAssert
{
    public static Ipv4View IsIPv4(ReadOnlySpan<byte> packet)
    {
        if (!Ipv4View.TryParse(packet, out Ipv4View view)) throw Unexpected("an IPv4 packet", packet);
        if (!Ipv4Header.IsChecksumValid(packet)) throw Unexpected("a right header checksum", packet);
        return view;
    }

    public static Ipv6View IsIPv6(ReadOnlySpan<byte> packet) =>
        Ipv6View.TryParse(packet, out Ipv6View view) ? view : throw Unexpected("an IPv6 packet", packet);

    public static TcpView IsTcp(ReadOnlySpan<byte> packet) =>
        TcpView.TryParse(Upper(packet, IpProtocol.Tcp), out TcpView view) ? view : throw Unexpected("a TCP segment", packet);

    public static UdpView IsUdp(ReadOnlySpan<byte> packet) =>
        UdpView.TryParse(Upper(packet, IpProtocol.Udp), out UdpView view) ? view : throw Unexpected("a UDP datagram", packet);

    public static IcmpView IsIcmp(ReadOnlySpan<byte> packet) =>
        IcmpView.TryParse(Upper(packet, IpProtocol.Icmp), out IcmpView view) ? view : throw Unexpected("an ICMP message", packet);

    public static Icmpv6View IsIcmpv6(ReadOnlySpan<byte> packet) =>
        Icmpv6View.TryParse(Upper(packet, IpProtocol.Icmpv6), out Icmpv6View view) ? view : throw Unexpected("an ICMPv6 message", packet);

    /// <summary>What a receiver checks that trusts nobody: IP header, its checksum and the transport checksum.</summary>
    public static void IsRightOnTheWire(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty || packet[0] >> 4 != 4) IsIPv6(packet);
        else IsIPv4(packet);
        if (!TransportChecksum.IsValid(packet, LinkType.Raw)) throw Unexpected("a right transport checksum", packet);
    }

    /// <summary>What <see cref="IsRightOnTheWire"/> checks, as far as the packet claims it; the packet stays as it is.</summary>
    public static void IsRight(Packet packet)
    {
        DiagnosticPacketPool pool = new();
        Packet copy = packet.Clone(pool);
        if (!TransportChecksum.Complete(copy)) throw Unexpected("a partial checksum that can be completed", packet.Bytes);
        IsRightOnTheWire(copy.Bytes);
        copy.Return();
    }

    public static void Is(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.SequenceEqual(actual)) return;
        int at = expected.CommonPrefixLength(actual);
        throw new PacketAssertException(
            $"The bytes differ from offset {at}; lengths {expected.Length} and {actual.Length}.\n"
            + $"expected: {PacketText.Describe(expected, LinkType.Raw)}\n{Convert.ToHexString(expected)}\n"
            + $"actual:   {PacketText.Describe(actual, LinkType.Raw)}\n{Convert.ToHexString(actual)}");
    }

    /// <summary>The upper-layer message of a packet that is expected to carry <paramref name="protocol"/> and to be no fragment.</summary>
    private static ReadOnlySpan<byte> Upper(ReadOnlySpan<byte> packet, IpProtocol protocol)
    {
        if (!packet.IsEmpty && packet[0] >> 4 == 4)
        {
            Ipv4View view = IsIPv4(packet);
            return view.Protocol == protocol && !view.IsFragment ? view.Payload : throw Unexpected($"{protocol}", packet);
        }
        Ipv6View v6 = IsIPv6(packet);
        Ipv6ExtensionHeaders chain = new(v6);
        while (chain.MoveNext())
        {
        }
        bool found = chain.End == Ipv6ChainEnd.UpperLayer && chain.UpperProtocol == protocol;
        return found ? v6.Bytes[chain.UpperOffset..] : throw Unexpected($"{protocol}", packet);
    }

    private static PacketAssertException Unexpected(string expected, ReadOnlySpan<byte> actual) =>
        new($"Expected {expected}, but got: {PacketText.Describe(actual, LinkType.Raw)}\n{Convert.ToHexString(actual)}");
}
