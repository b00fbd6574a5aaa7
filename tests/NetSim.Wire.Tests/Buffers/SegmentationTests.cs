using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Tests.Laws;
using NetSim.Wire.Udp;

namespace NetSim.Wire.Tests.Buffers;

public sealed class SegmentationTests : IDisposable
{
    private const TcpFlags AllFlags = TcpFlags.Ack | TcpFlags.Psh | TcpFlags.Fin | TcpFlags.Cwr | TcpFlags.Ece;

    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    private List<byte[]> Cut(PacketBuilder builder, Action<Packet>? check = null, LinkType link = LinkType.Raw)
    {
        Packet super = builder.Build(_pool);
        byte[] before = super.Bytes.ToArray();
        Assert.True(Segmentation.TryStart(super, link, out Segmentation cut));
        List<byte[]> pieces = [];
        while (cut.TryTake(_pool, out Packet? piece))
        {
            check?.Invoke(piece);
            Assert.Equal(0, piece.SegmentSize);
            pieces.Add(piece.Bytes.ToArray());
            piece.Return();
        }
        Assert.Equal((cut.Count, cut.Count), (pieces.Count, cut.Taken));
        PacketAssert.Is(before, super.Bytes);
        super.Return();
        return pieces;
    }

    public static TheoryData<string, PacketBuilder> TcpKinds => new()
    {
        { "v4", PacketBuilder.IPv4() },
        { "v4 with options", PacketBuilder.IPv4().IPv4Options(1, 1, 1, 0) },
        { "v6", PacketBuilder.IPv6() },
        { "v6 with an extension header", PacketBuilder.IPv6().Extension(IpProtocol.DestinationOptions, 0, 0, 1, 4, 0, 0, 0, 0) },
    };

    [Theory]
    [MemberData(nameof(TcpKinds))]
    public void Pieces_are_right_segments_that_together_are_the_whole(string kind, PacketBuilder builder)
    {
        builder.Tcp(flags: AllFlags, sequence: 0xFFFF_FC00).WithTcpOptions(Samples.SackOptions).Payload(10_000).SegmentSize(1400);
        byte[] whole = builder.ToBytes();
        List<byte[]> pieces = Cut(builder, PacketAssert.IsRight);
        Assert.Equal(8, pieces.Count);
        List<byte> payload = [];
        for (int i = 0; i < pieces.Count; i++)
        {
            PacketAssert.IsRightOnTheWire(pieces[i]);
            TcpView tcp = PacketAssert.IsTcp(pieces[i]);
            Assert.True(new SequenceNumber(0xFFFF_FC00) + payload.Count == tcp.SequenceNumber, kind);
            TcpFlags expected = TcpFlags.Ack | TcpFlags.Ece;
            if (i == 0) expected |= TcpFlags.Cwr;
            if (i == 7) expected |= TcpFlags.Fin | TcpFlags.Psh;
            Assert.Equal(expected, tcp.Flags);
            Assert.Equal(i == 7 ? 200 : 1400, tcp.Payload.Length);
            TcpView original = PacketAssert.IsTcp(whole);
            Assert.True(original.OptionBytes.SequenceEqual(tcp.OptionBytes));
            Assert.Equal((original.Window, original.AcknowledgmentNumber), (tcp.Window, tcp.AcknowledgmentNumber));
            payload.AddRange(tcp.Payload);
        }
        Assert.Equal(PacketAssert.IsTcp(whole).Payload.ToArray(), payload.ToArray());
    }

    [Theory]
    [MemberData(nameof(TcpKinds))]
    public void A_partial_whole_gives_partial_pieces_that_complete_to_the_same_bytes(string kind, PacketBuilder builder)
    {
        builder.Tcp().Payload(5000).SegmentSize(999);
        List<byte[]> complete = Cut(builder.Checksum(ChecksumState.Complete));
        List<byte[]> completed = [];
        Cut(builder.Checksum(ChecksumState.Partial), piece =>
        {
            Assert.True(piece.Checksum == ChecksumState.Partial, kind);
            Packet copy = piece.Clone(_pool);
            Assert.True(NetSim.Wire.Checksums.TransportChecksum.Complete(copy));
            completed.Add(copy.Bytes.ToArray());
            copy.Return();
        });
        Assert.Equal(complete, completed);
    }

    [Fact]
    public void A_verified_or_right_whole_gives_verified_pieces()
    {
        PacketBuilder builder = PacketBuilder.IPv4().Tcp().Payload(300).SegmentSize(100);
        Cut(builder.Checksum(ChecksumState.Verified), piece => Assert.Equal(ChecksumState.Verified, piece.Checksum));
        Cut(builder.Checksum(ChecksumState.Complete), piece => Assert.Equal(ChecksumState.Verified, piece.Checksum));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wrong_whole_gives_only_wrong_pieces(bool tcp) => SeededRuns.Check(300, random =>
    {
        PacketBuilder builder = tcp ? PacketBuilder.IPv4().Tcp() : PacketBuilder.IPv4().Udp();
        Packet super = builder.Payload(random.NextBytes(300)).SegmentSize(100).Build(_pool);
        super.Bytes[^1] ^= 1;
        Assert.True(Segmentation.TryStart(super, LinkType.Raw, out Segmentation cut));
        while (cut.TryTake(_pool, out Packet? piece))
        {
            Assert.Equal(ChecksumState.Complete, piece.Checksum);
            Assert.False(NetSim.Wire.Checksums.TransportChecksum.IsValid(piece));
            piece.Return();
        }
        super.Return();
    });

    [Theory]
    [InlineData(false, new[] { 7, 8, 9 })]
    [InlineData(true, new[] { 7, 7, 7 })]
    public void Identifications_count_up_unless_DF_is_set(bool dontFragment, int[] expected)
    {
        List<byte[]> pieces = Cut(PacketBuilder.IPv4().WithIPv4(f => f with { Identification = 7, DontFragment = dontFragment }).Tcp().Payload(250).SegmentSize(100));
        Assert.Equal(expected, pieces.Select(p => (int)PacketAssert.IsIPv4(p).Identification));
    }

    [Fact]
    public void Identifications_wrap()
    {
        List<byte[]> pieces = Cut(PacketBuilder.IPv4().WithIPv4(f => f with { Identification = 0xFFFF }).Tcp().Payload(200).SegmentSize(100));
        Assert.Equal([0xFFFF, 0], pieces.Select(p => (int)PacketAssert.IsIPv4(p).Identification));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(200, 2)]
    [InlineData(60_000, 600)]
    public void There_are_as_many_pieces_as_the_payload_fills(int payload, int expected)
    {
        List<byte[]> pieces = Cut(PacketBuilder.IPv4().Tcp(flags: AllFlags).Payload(payload).SegmentSize(100));
        Assert.Equal(expected, pieces.Count);
        Assert.Equal(payload, pieces.Sum(p => PacketAssert.IsTcp(p).Payload.Length));
    }

    [Fact]
    public void One_piece_is_the_whole()
    {
        PacketBuilder builder = PacketBuilder.IPv4().Tcp(flags: AllFlags).Payload(80).SegmentSize(100);
        PacketAssert.Is(builder.ToBytes(), Assert.Single(Cut(builder)));
        PacketAssert.Is(builder.ToBytes(), Assert.Single(Cut(builder.SegmentSize(0))));
    }

    [Theory]
    [InlineData(ChecksumState.Complete)]
    [InlineData(ChecksumState.Partial)]
    public void UDP_is_cut_into_datagrams(ChecksumState state)
    {
        foreach (PacketBuilder ip in new[] { PacketBuilder.IPv4(), PacketBuilder.IPv6() })
        {
            List<byte[]> pieces = Cut(ip.Udp(7, 8).Payload(2500).SegmentSize(1200).Checksum(state), PacketAssert.IsRight);
            Assert.Equal([1200, 1200, 100], pieces.Select(p => PacketAssert.IsUdp(p).Payload.Length));
            Assert.Equal((byte)(1200 % 251), PacketAssert.IsUdp(pieces[1]).Payload[0]);
        }
    }

    [Fact]
    public void UDP_without_checksum_stays_without()
    {
        Packet super = PacketBuilder.IPv4().Udp().Payload(300).SegmentSize(100).Build(_pool);
        UdpHeader.SetChecksum(super.Bytes[20..], 0);
        Assert.True(Segmentation.TryStart(super, LinkType.Raw, out Segmentation cut));
        while (cut.TryTake(_pool, out Packet? piece))
        {
            Assert.Equal(0, PacketAssert.IsUdp(piece.Bytes).Checksum);
            piece.Return();
        }
        super.Return();
    }

    [Fact]
    public void An_Ethernet_header_is_repeated_and_padding_is_not_cut_in()
    {
        PacketBuilder builder = PacketBuilder.IPv4().Tcp().Payload(250).SegmentSize(100);
        List<byte[]> raw = Cut(builder);
        Packet super = builder.Ethernet().Build(_pool);
        super.Append(7).Fill(0xEE);
        Assert.True(Segmentation.TryStart(super, LinkType.Ethernet, out Segmentation cut));
        for (int i = 0; cut.TryTake(_pool, out Packet? piece); i++)
        {
            Assert.True(super.Bytes[..14].SequenceEqual(piece.Bytes[..14]));
            PacketAssert.Is(raw[i], piece.Bytes[14..]);
            piece.Return();
        }
        super.Return();
    }

    [Theory]
    [InlineData(50, new[] { 50, 0, 0 })]
    [InlineData(150, new[] { 150, 50, 0 })]
    [InlineData(100, new[] { 100, 0, 0 })]
    [InlineData(250, new[] { 250, 150, 50 })]
    public void An_urgent_pointer_keeps_pointing_at_the_same_byte(int pointer, int[] expected)
    {
        PacketBuilder builder = PacketBuilder.IPv4().Tcp(flags: TcpFlags.Ack | TcpFlags.Urg).WithTcp(f => f with { UrgentPointer = (ushort)pointer });
        List<byte[]> pieces = Cut(builder.Payload(300).SegmentSize(100));
        Assert.Equal(expected, pieces.Select(p => (int)PacketAssert.IsTcp(p).UrgentPointer));
        Assert.Equal(expected.Select(e => e > 0), pieces.Select(p => (PacketAssert.IsTcp(p).Flags & TcpFlags.Urg) != 0));
    }

    [Fact]
    public void Pieces_keep_the_metadata_of_the_whole()
    {
        Packet super = PacketBuilder.IPv4().Tcp().Payload(200).SegmentSize(100).Build(_pool);
        List<string> told = [];
        (super.Egress, super.Journey, super.NextHop) = (3, new RecordedJourney(told), NetSim.Wire.Addresses.IpAddress.Parse("10.0.0.7"));
        Assert.True(Segmentation.TryStart(super, LinkType.Raw, out Segmentation cut));
        while (cut.TryTake(_pool, out Packet? piece))
        {
            Assert.Equal((3, super.NextHop), (piece.Egress, piece.NextHop));
            piece.Return();
        }
        super.Return();
        Assert.Equal(["fork", "returned", "fork", "returned", "returned"], told);
    }

    [Fact]
    public void What_is_no_whole_TCP_or_UDP_cannot_be_cut()
    {
        PacketBuilder[] others =
        [
            PacketBuilder.IPv4().Echo().Payload(300),
            PacketBuilder.IPv4().WithIPv4(f => f with { MoreFragments = true }).Udp().Payload(300),
            PacketBuilder.IPv4().Protocol(IpProtocol.Tcp).Payload(10),
            PacketBuilder.IPv6().Extension(IpProtocol.Fragment, 0, 0, 0, 9, 0, 0, 0, 1).Tcp().Payload(300),
        ];
        foreach (PacketBuilder builder in others)
        {
            Packet packet = builder.SegmentSize(100).Build(_pool);
            Assert.False(Segmentation.TryStart(packet, LinkType.Raw, out _));
            packet.Return();
        }
    }

    [Fact]
    public void Header_checksums_of_pieces_are_right_for_any_size() => SeededRuns.Check(200, random =>
    {
        int size = random.Next(1, 3000);
        PacketBuilder builder = random.NextBool() ? PacketBuilder.IPv4() : PacketBuilder.IPv6();
        builder.Tcp(sequence: random.NextUInt32()).Payload(random.NextBytes(Math.Min(60_000, random.Next(size * 20)))).SegmentSize(size);
        Cut(builder.Checksum((ChecksumState)random.Next(3)), PacketAssert.IsRight);
    });

    [Fact]
    public void Cutting_allocates_nothing_once_the_pool_is_warm()
    {
        RecyclingPacketPool pool = new();
        Packet super = PacketBuilder.IPv4().Tcp().Payload(60_000).SegmentSize(1448).Checksum(ChecksumState.Partial).Build(pool);
        CutAll(super, pool);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CutAll(super, pool);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void CutAll(Packet whole, PacketPool from)
        {
            Segmentation.TryStart(whole, LinkType.Raw, out Segmentation cut);
            while (cut.TryTake(from, out Packet? piece)) piece.Return();
        }
    }
}
