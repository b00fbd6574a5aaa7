using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Virtio;

namespace NetSim.Wire.Tests.Laws;

public sealed class AllocationTests
{
    private static void AllocatesNothing(Action act)
    {
        act();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) act();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Reading_and_verifying_packets_allocates_nothing()
    {
        byte[] v4 = PacketBuilder.IPv4().Tcp().WithTcpOptions(Samples.SackOptions).Payload(1000).ToBytes();
        byte[] v6 = Samples.ExtendedPackets[0];
        byte[] router = Samples.RouterAdvertisement;
        int sum = 0;
        AllocatesNothing(() =>
        {
            Assert.True(Ipv4View.TryParse(v4, out Ipv4View packet));
            Assert.True(TcpView.TryParse(packet.Payload, out TcpView tcp));
            sum += TcpOptions.Parse(tcp.OptionBytes).SackBlocks.Length + packet.Source.Length;
            Assert.True(Ipv4Header.IsChecksumValid(v4) && TransportChecksum.IsValid(v4, LinkType.Raw));
            Assert.True(QuotedPacket.TryParse(v4, out QuotedPacket quoted) && quoted.TryGetSequenceNumber(out _));
        });
        AllocatesNothing(() =>
        {
            Assert.True(Ipv6View.TryParse(v6, out Ipv6View packet));
            Ipv6ExtensionHeaders chain = new(packet);
            while (chain.MoveNext()) sum += chain.Bytes.Length;
            Assert.True(RouterAdvertisementView.TryParse(router, out RouterAdvertisementView view));
            foreach (NdpOption option in view.Options) sum += option.TryGetPrefixInformation(out _) ? 1 : 0;
        });
        Assert.True(sum > 0);
    }

    [Fact]
    public void Writing_headers_and_changing_them_allocates_nothing()
    {
        byte[] bytes = new byte[2000];
        IpAddress source = IpAddress.Parse("10.0.0.1");
        AllocatesNothing(() =>
        {
            Ipv4Header.Write(bytes, new Ipv4Fields { TotalLength = 60, Protocol = IpProtocol.Tcp, Source = source, Destination = source });
            TcpHeader.Write(bytes.AsSpan(20), new TcpFields { Flags = TcpFlags.Syn }, Samples.SynOptions);
            Ipv4Header.DecrementTimeToLive(bytes);
            NdpMessage.WriteNeighborSolicitation(bytes, IpAddress.AllRoutersIPv6);
        });
    }

    [Fact]
    public void Offload_headers_and_text_into_a_buffer_allocate_nothing()
    {
        RecyclingPacketPool pool = new();
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(5000).SegmentSize(1448).Checksum(ChecksumState.Partial).Build(pool);
        char[] text = new char[64];
        IpEndpoint endpoint = IpEndpoint.Parse("[fd00::1]:80");
        AllocatesNothing(() =>
        {
            Assert.True(VirtioOffload.Describe(packet, LinkType.Raw, out VirtioNetHeader header) == VirtioRefusal.None);
            Assert.True(VirtioOffload.Apply(header, packet, LinkType.Raw) == VirtioRefusal.None);
            Assert.True(endpoint.TryFormat(text, out _));
            Assert.True(IpAddress.TryParse("fd00::1", out _));
        });
    }
}
