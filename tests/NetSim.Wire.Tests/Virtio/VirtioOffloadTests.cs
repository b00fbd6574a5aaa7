using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Tests.Laws;
using NetSim.Wire.Virtio;

namespace NetSim.Wire.Tests.Virtio;

public sealed class VirtioOffloadTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    public static TheoryData<string, PacketBuilder, LinkType, VirtioNetHeader> SuperSegments => new()
    {
        {
            "TCP over IPv4 on TUN", PacketBuilder.IPv4().Tcp().WithTcpOptions(Samples.SackOptions), LinkType.Raw,
            Gso(VirtioGsoType.TcpIPv4, start: 20, offset: 16, headers: 20 + 20 + 32)
        },
        { "TCP over IPv6 on TUN", PacketBuilder.IPv6().Tcp(), LinkType.Raw, Gso(VirtioGsoType.TcpIPv6, start: 40, offset: 16, headers: 60) },
        { "TCP over IPv4 on TAP", PacketBuilder.IPv4().Ethernet().Tcp(), LinkType.Ethernet, Gso(VirtioGsoType.TcpIPv4, start: 34, offset: 16, headers: 54) },
        { "TCP over IPv6 on TAP", PacketBuilder.IPv6().Ethernet().Tcp(), LinkType.Ethernet, Gso(VirtioGsoType.TcpIPv6, start: 54, offset: 16, headers: 74) },
        { "UDP over IPv4 on TUN", PacketBuilder.IPv4().Udp(), LinkType.Raw, Gso(VirtioGsoType.Udp, start: 20, offset: 6, headers: 28) },
        { "UDP over IPv6 on TAP", PacketBuilder.IPv6().Ethernet().Udp(), LinkType.Ethernet, Gso(VirtioGsoType.Udp, start: 54, offset: 6, headers: 62) },
        {
            "TCP with CWR", PacketBuilder.IPv4().Tcp(flags: TcpFlags.Ack | TcpFlags.Cwr), LinkType.Raw,
            Gso(VirtioGsoType.TcpIPv4 | VirtioGsoType.Ecn, start: 20, offset: 16, headers: 40)
        },
    };

    private static VirtioNetHeader Gso(VirtioGsoType type, int start, int offset, int headers) => new()
    {
        Flags = VirtioNetFlags.NeedsChecksum,
        GsoType = type,
        HeaderLength = (ushort)headers,
        GsoSize = 1000,
        ChecksumStart = (ushort)start,
        ChecksumOffset = (ushort)offset,
    };

    [Theory]
    [MemberData(nameof(SuperSegments))]
    public void A_super_segment_gets_its_header_and_the_header_gives_it_back(string kind, PacketBuilder builder, LinkType link, VirtioNetHeader expected)
    {
        Packet packet = builder.Payload(4500).SegmentSize(1000).Checksum(ChecksumState.Partial).Build(_pool);
        byte[] before = packet.Bytes.ToArray();
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Describe(packet, link, out VirtioNetHeader header));
        Assert.True(expected == header, $"{kind}: {header}");
        PacketAssert.Is(before, packet.Bytes);

        (packet.Checksum, packet.SegmentSize) = (ChecksumState.Complete, 0);
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Apply(header, packet, link));
        Assert.Equal((ChecksumState.Partial, 1000), (packet.Checksum, packet.SegmentSize));
        PacketAssert.Is(before, packet.Bytes);
        packet.Return();
    }

    [Theory]
    [MemberData(nameof(SuperSegments))]
    public void The_header_length_that_the_device_names_is_not_trusted(string kind, PacketBuilder builder, LinkType link, VirtioNetHeader header)
    {
        Packet packet = builder.Payload(4500).Checksum(ChecksumState.Partial).Build(_pool);
        foreach (ushort wrong in new ushort[] { 0, 1, 30, 200, ushort.MaxValue })
        {
            Assert.True(VirtioOffload.Apply(header with { HeaderLength = wrong }, packet, link) == VirtioRefusal.None, kind);
            Assert.Equal(1000, packet.SegmentSize);
        }
        packet.Return();
    }

    [Theory]
    [InlineData(ChecksumState.Complete)]
    [InlineData(ChecksumState.Verified)]
    public void A_super_segment_with_a_right_checksum_is_made_partial(ChecksumState state)
    {
        PacketBuilder builder = PacketBuilder.IPv6().Tcp().Payload(3000).SegmentSize(1000);
        byte[] expected = builder.Checksum(ChecksumState.Partial).ToBytes();
        Packet packet = builder.Checksum(state).Build(_pool);
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Describe(packet, LinkType.Raw, out VirtioNetHeader header));
        Assert.Equal((VirtioNetFlags.NeedsChecksum, VirtioGsoType.TcpIPv6), (header.Flags, header.GsoType));
        Assert.Equal(ChecksumState.Partial, packet.Checksum);
        PacketAssert.Is(expected, packet.Bytes);
        packet.Return();
    }

    [Fact]
    public void A_super_segment_with_a_wrong_checksum_is_refused()
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(3000).SegmentSize(1000).Build(_pool);
        packet.Bytes[^1] ^= 1;
        Assert.Equal(VirtioRefusal.WrongChecksum, VirtioOffload.Describe(packet, LinkType.Raw, out _));
        packet.Return();
    }

    [Fact]
    public void A_super_segment_of_one_piece_is_an_ordinary_packet_both_ways()
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(1000).SegmentSize(1000).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Describe(packet, LinkType.Raw, out VirtioNetHeader header));
        Assert.Equal((VirtioGsoType.None, 0), (header.GsoType, header.GsoSize));
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Apply(Gso(VirtioGsoType.TcpIPv4, 20, 16, 40), packet, LinkType.Raw));
        Assert.Equal(0, packet.SegmentSize);
        packet.Return();
    }

    [Theory]
    [InlineData(VirtioNetFlags.None, ChecksumState.Complete)]
    [InlineData(VirtioNetFlags.DataValid, ChecksumState.Verified)]
    [InlineData((VirtioNetFlags)4, ChecksumState.Complete)]
    public void Without_a_partial_checksum_the_flags_give_the_state(VirtioNetFlags flags, ChecksumState expected)
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(10).Build(_pool);
        packet.SegmentSize = 99;
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Apply(new VirtioNetHeader { Flags = flags }, packet, LinkType.Raw));
        Assert.Equal((expected, 0), (packet.Checksum, packet.SegmentSize));
        packet.Return();
    }

    [Theory]
    [InlineData(ChecksumState.Complete, VirtioNetFlags.None)]
    [InlineData(ChecksumState.Verified, VirtioNetFlags.DataValid)]
    public void An_ordinary_packet_with_its_checksum_filled_in_has_a_plain_header(ChecksumState state, VirtioNetFlags expected)
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Checksum(state).Build(_pool);
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Describe(packet, LinkType.Raw, out VirtioNetHeader header));
        Assert.Equal(new VirtioNetHeader { Flags = expected }, header);
        packet.Return();
    }

    [Theory]
    [InlineData("tcp", 20, 16)]
    [InlineData("udp", 20, 6)]
    [InlineData("icmp", 20, 2)]
    public void An_ordinary_partial_packet_asks_for_its_checksum_and_gets_it_back(string kind, int start, int offset)
    {
        PacketBuilder builder = PacketBuilder.IPv4();
        builder = kind switch { "tcp" => builder.Tcp(), "udp" => builder.Udp(), _ => builder.Echo() };
        Packet packet = builder.Payload(10).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Describe(packet, LinkType.Raw, out VirtioNetHeader header));
        Assert.Equal(
            new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = (ushort)start, ChecksumOffset = (ushort)offset },
            header);
        packet.Checksum = ChecksumState.Complete;
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Apply(header, packet, LinkType.Raw));
        Assert.Equal(ChecksumState.Partial, packet.Checksum);
        packet.Return();
    }

    [Fact]
    public void A_partial_checksum_inside_of_a_tunnel_is_completed_at_once()
    {
        // IPv4 in IPv4 (protocol 4): the device speaks of the inner TCP header.
        byte[] inner = PacketBuilder.IPv4("10.1.0.1", "10.1.0.2").Tcp().Payload(33).Checksum(ChecksumState.Partial).ToBytes();
        byte[] expected = PacketBuilder.IPv4("10.1.0.1", "10.1.0.2").Tcp().Payload(33).ToBytes();
        Packet packet = PacketBuilder.IPv4().Protocol((IpProtocol)4).Payload(inner).Build(_pool);
        VirtioNetHeader header = new() { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = 40, ChecksumOffset = 16 };
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Apply(header, packet, LinkType.Raw));
        Assert.Equal(ChecksumState.Complete, packet.Checksum);
        PacketAssert.Is(expected, packet.Bytes[20..]);
        packet.Return();
    }

    [Theory]
    [InlineData(20, 15)]
    [InlineData(0, 36)]
    [InlineData(24, 12)]
    public void A_partial_checksum_at_another_place_of_a_plain_packet_is_completed_there(int start, int offset)
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(33).Checksum(ChecksumState.Partial).Build(_pool);
        VirtioNetHeader header = new() { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = (ushort)start, ChecksumOffset = (ushort)offset };
        Assert.Equal(VirtioRefusal.None, VirtioOffload.Apply(header, packet, LinkType.Raw));
        Assert.Equal(ChecksumState.Complete, packet.Checksum);
        packet.Return();
    }

    [Theory]
    [InlineData(20, 52)]
    [InlineData(73, 0)]
    [InlineData(0xFFFF, 0xFFFF)]
    public void A_checksum_field_outside_of_the_packet_is_refused(int start, int offset)
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(33).Build(_pool);
        byte[] before = packet.Bytes.ToArray();
        VirtioNetHeader header = new() { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = (ushort)start, ChecksumOffset = (ushort)offset };
        Assert.Equal(VirtioRefusal.ChecksumOutOfRange, VirtioOffload.Apply(header, packet, LinkType.Raw));
        PacketAssert.Is(before, packet.Bytes);
        packet.Return();
    }

    public static TheoryData<VirtioNetHeader, VirtioRefusal> BadSegmentations => new()
    {
        { Gso(VirtioGsoType.TcpIPv4, 20, 16, 40) with { GsoSize = 0 }, VirtioRefusal.NoGsoSize },
        { Gso(VirtioGsoType.TcpIPv6, 20, 16, 40), VirtioRefusal.GsoProtocolMismatch },
        { Gso(VirtioGsoType.Udp, 20, 16, 40), VirtioRefusal.GsoProtocolMismatch },
        { Gso(VirtioGsoType.UdpFragments, 20, 16, 40), VirtioRefusal.UnknownGsoType },
        { Gso((VirtioGsoType)9, 20, 16, 40), VirtioRefusal.UnknownGsoType },
        { Gso(VirtioGsoType.Ecn, 20, 16, 40), VirtioRefusal.UnknownGsoType },
        { Gso(VirtioGsoType.TcpIPv4, 20, 15, 40), VirtioRefusal.GsoChecksumMismatch },
        { Gso(VirtioGsoType.TcpIPv4, 24, 16, 40), VirtioRefusal.GsoChecksumMismatch },
    };

    [Theory]
    [MemberData(nameof(BadSegmentations))]
    public void A_segmentation_that_does_not_fit_the_packet_is_refused(VirtioNetHeader header, VirtioRefusal expected)
    {
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(3000).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.Equal(expected, VirtioOffload.Apply(header, packet, LinkType.Raw));
        packet.Return();
    }

    [Fact]
    public void What_cannot_be_handed_to_a_device_is_refused()
    {
        Packet echo = PacketBuilder.IPv4().Echo().Payload(3000).SegmentSize(100).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.Equal(VirtioRefusal.GsoProtocolMismatch, VirtioOffload.Describe(echo, LinkType.Raw, out _));
        echo.Return();
        Packet other = PacketBuilder.IPv4().Protocol(IpProtocol.Igmp).Payload(8).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.Equal(VirtioRefusal.NoChecksumField, VirtioOffload.Describe(other, LinkType.Raw, out _));
        other.SegmentSize = 4;
        Assert.Equal(VirtioRefusal.GsoProtocolMismatch, VirtioOffload.Describe(other, LinkType.Raw, out _));
        other.Return();
    }

    [Fact]
    public void Any_header_in_front_of_any_packet_is_applied_or_refused() => SeededRuns.Check(4000, random =>
    {
        LinkType link = random.NextBool() ? LinkType.Ethernet : LinkType.Raw;
        IReadOnlyList<byte[]> samples = link == LinkType.Ethernet ? Samples.Frames : Samples.IPv4Packets;
        byte[] sample = samples[random.Next(samples.Count)];
        Packet packet = _pool.Rent();
        byte[] bytes = sample[..random.Next(sample.Length + 1)];
        bytes.CopyTo(packet.Append(bytes.Length));
        byte[] raw = random.NextBytes(VirtioNetHeader.Length);
        if (random.NextBool()) (raw[0], raw[1], raw[7], raw[9]) = (1, (byte)random.Next(6), 0, 0);
        Assert.True(VirtioNetHeader.TryRead(raw, out VirtioNetHeader header));
        VirtioRefusal refusal = VirtioOffload.Apply(header, packet, link);
        if (refusal == VirtioRefusal.None && packet.SegmentSize > 0)
        {
            Assert.True(Segmentation.TryStart(packet, link, out Segmentation cut));
            Assert.True(cut.Count > 1);
        }
        if (refusal == VirtioRefusal.None && packet.Checksum == ChecksumState.Partial) Assert.True(TransportChecksum.Complete(packet, link));
        packet.Return();
    });
}
