using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Udp;

namespace NetSim.Devices.Tests.Tun;

/// <summary>UDP over IPv4, as a stack would make it: header checksum filled in, transport checksum partial.</summary>
internal static class Datagrams
{
    public static Packet Make(PacketPool pool, IpAddress from, IpAddress to, ushort port, ReadOnlySpan<byte> payload)
    {
        int udp = UdpHeader.Length + payload.Length, total = Ipv4Header.MinLength + udp;
        Packet packet = pool.Rent(total);
        Span<byte> bytes = packet.Append(total);
        Ipv4Header.Write(bytes, new Ipv4Fields { TotalLength = total, Protocol = IpProtocol.Udp, Source = from, Destination = to });
        UdpHeader.Write(bytes[Ipv4Header.MinLength..], 1000, port, udp, TransportChecksum.Partial(from, to, IpProtocol.Udp, udp));
        payload.CopyTo(bytes[(Ipv4Header.MinLength + UdpHeader.Length)..]);
        packet.Checksum = ChecksumState.Partial;
        return packet;
    }

    public static bool IsTo(Packet packet, ushort port) =>
        Ipv4View.TryParse(packet.Bytes, out Ipv4View ip) && ip.Protocol == IpProtocol.Udp &&
        UdpView.TryParse(ip.Payload, out UdpView udp) && udp.DestinationPort == port;

    /// <summary>Exchanges MAC and IP addresses; a sum does not change by that.</summary>
    public static void TurnRoundEthernet(Packet frame)
    {
        Swap(frame.Bytes[..MacAddress.Length], frame.Bytes.Slice(MacAddress.Length, MacAddress.Length));
        TurnRound(frame.Bytes[EthernetView.HeaderLength..]);
    }

    public static void TurnRound(Span<byte> ipv4) => Swap(ipv4.Slice(12, 4), ipv4.Slice(16, 4));

    /// <summary>How many datagrams the host refused for their checksum: the field InCsumErrors of /proc/net/snmp.</summary>
    public static int ChecksumErrors(TestNamespace host)
    {
        string[][] udp = [.. host.Exec("cat", "/proc/net/snmp").Split('\n').Where(line => line.StartsWith("Udp:")).Select(line => line.Split(' '))];
        return int.Parse(udp[1][Array.IndexOf(udp[0], "InCsumErrors")]);
    }

    private static void Swap(Span<byte> a, Span<byte> b)
    {
        Span<byte> kept = stackalloc byte[a.Length];
        a.CopyTo(kept);
        b.CopyTo(a);
        kept.CopyTo(b);
    }
}
