using NetSim.Testing;
using NetSim.Wire.Arp;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Gre;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Udp;
using NetSim.Wire.Vxlan;

namespace NetSim.Wire.Tests.Laws;

public sealed class EthernetViewLaw : WireViewLaw<EthernetView>
{
    protected override IReadOnlyList<byte[]> Valid => Samples.Frames.Take(3).ToArray();
}

public sealed class ArpViewLaw : WireViewLaw<ArpView>
{
    protected override IReadOnlyList<byte[]> Valid => [Samples.Arp(), Samples.Arp(ArpOperation.Reply)];
}

public sealed class GreViewLaw : WireViewLaw<GreView>
{
    protected override IReadOnlyList<byte[]> Valid =>
    [
        Convert.FromHexString("00000800" + "4500"),
        Convert.FromHexString("B000" + "86DD" + "00000000" + "00000007" + "00000001" + "60"),
    ];
}

public sealed class VxlanViewLaw : WireViewLaw<VxlanView>
{
    protected override IReadOnlyList<byte[]> Valid => [Convert.FromHexString("0800000000002A00" + "020000000001020000000002" + "0806")];
}

public sealed class Ipv4ViewLaw : WireViewLaw<Ipv4View>
{
    protected override IReadOnlyList<byte[]> Valid => Samples.IPv4Packets;

    protected override void ReadDeeper(ref Ipv4View view)
    {
        Ipv4Options options = new(view.Options);
        while (options.MoveNext())
        {
            Assert.True(options.Kind > 1);
            Assert.True(options.Bytes.Length >= 2);
        }
        Assert.InRange(options.Offset, 20, 60);
        Assert.InRange(Ipv4Options.WriteCopied(view.Options, stackalloc byte[40]), 0, 40);
    }
}

public sealed class Ipv6ViewLaw : WireViewLaw<Ipv6View>
{
    protected override IReadOnlyList<byte[]> Valid => Samples.IPv6Packets;

    protected override void ReadDeeper(ref Ipv6View view)
    {
        Ipv6ExtensionHeaders chain = new(view);
        int headers = 0;
        while (chain.MoveNext())
        {
            headers++;
            Assert.True(chain.Bytes.Length >= 8);
            _ = chain.FragmentOffset + chain.RoutingType + chain.SegmentsLeft + (int)chain.FragmentIdentification + (chain.MoreFragments ? 1 : 0);
            if (chain.Kind is IpProtocol.HopByHop or IpProtocol.DestinationOptions) ReadOptions(chain.Options);
        }
        Assert.InRange(headers, 0, Ipv6ExtensionHeaders.MaxHeaders);
        Assert.InRange(chain.UpperOffset, Ipv6Header.Length, view.Bytes.Length);
        Assert.InRange(chain.NextHeaderFieldOffset, 6, view.Bytes.Length - 1);
    }

    private static void ReadOptions(Ipv6Options options)
    {
        Ipv6Options again = options;
        while (options.MoveNext()) Assert.True(options.Data.Length <= 255);
        again.FindUnknown();
        Assert.True(again.Offset >= Ipv6Header.Length);
    }
}

public sealed class QuotedPacketLaw : WireViewLaw<QuotedPacket>
{
    protected override IReadOnlyList<byte[]> Valid =>
    [
        PacketBuilder.IPv4().Tcp().ToBytes(),
        PacketBuilder.IPv4().Udp().Payload(40).ToBytes()[..28],
        PacketBuilder.IPv6().Tcp().ToBytes()[..48],
        Samples.ExtendedPackets[0],
    ];

    protected override void ReadDeeper(ref QuotedPacket view) => view.TryGetSequenceNumber(out _);
}

public sealed class IcmpViewLaw : WireViewLaw<IcmpView>
{
    protected override IReadOnlyList<byte[]> Valid => [PacketBuilder.IPv4().Echo().Payload(8).ToBytes()[20..]];
}

public sealed class Icmpv6ViewLaw : WireViewLaw<Icmpv6View>
{
    protected override IReadOnlyList<byte[]> Valid => [PacketBuilder.IPv6().Echo().Payload(8).ToBytes()[40..], .. Samples.NeighborDiscovery];
}

public sealed class UdpViewLaw : WireViewLaw<UdpView>
{
    protected override IReadOnlyList<byte[]> Valid => [PacketBuilder.IPv4().Udp().Payload(5).ToBytes()[20..], PacketBuilder.IPv4().Udp().ToBytes()[20..]];
}

public sealed class TcpViewLaw : WireViewLaw<TcpView>
{
    protected override IReadOnlyList<byte[]> Valid => [Samples.IPv4Packets[0][20..], Samples.IPv4Packets[1][20..]];

    protected override void ReadDeeper(ref TcpView view)
    {
        TcpOptions options = TcpOptions.Parse(view.OptionBytes);
        Assert.InRange(options.SackBlocks.Length, 0, TcpOptions.MaxSackBlocks);
    }
}
