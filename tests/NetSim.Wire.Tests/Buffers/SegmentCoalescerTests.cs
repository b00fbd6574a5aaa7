using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Buffers;

public sealed class SegmentCoalescerTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    public static TheoryData<string, PacketBuilder, LinkType> Kinds => new()
    {
        { "v4", PacketBuilder.IPv4(), LinkType.Raw },
        { "v4 that counts identifications", PacketBuilder.IPv4().WithIPv4(f => f with { DontFragment = false, Identification = 0xFFFE }), LinkType.Raw },
        { "v4 with options", PacketBuilder.IPv4().IPv4Options(1, 1, 1, 0), LinkType.Raw },
        { "v6", PacketBuilder.IPv6(), LinkType.Raw },
        { "v6 with an extension header", PacketBuilder.IPv6().Extension(IpProtocol.DestinationOptions, 0, 0, 1, 4, 0, 0, 0, 0), LinkType.Raw },
        { "v4 in Ethernet", PacketBuilder.IPv4().Ethernet(), LinkType.Ethernet },
        { "v6 in Ethernet", PacketBuilder.IPv6().Ethernet(), LinkType.Ethernet },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_cut_comes_together_again(string kind, PacketBuilder builder, LinkType link)
    {
        builder.Tcp(flags: TcpFlags.Ack | TcpFlags.Psh | TcpFlags.Ece, sequence: 0xFFFF_FC00).WithTcpOptions(Samples.SackOptions).Payload(10_000).SegmentSize(1400);
        foreach (ChecksumState state in (ChecksumState[])[ChecksumState.Partial, ChecksumState.Complete])
        {
            List<Packet> pieces = Cut(builder.Checksum(state).Build(_pool), link);
            var coalescer = new SegmentCoalescer(_pool, link);
            foreach (Packet piece in pieces) Assert.True(coalescer.TryKeep(piece), kind);
            // The last one has PSH, so nobody has to be waited for.
            Assert.True(coalescer.TryTake(out Coalesced whole));
            Assert.True(coalescer.IsEmpty);
            Assert.Equal((8, 1400, ChecksumState.Partial), (whole.Count, whole.Packet.SegmentSize, whole.Packet.Checksum));
            PacketAssert.Is(builder.Checksum(ChecksumState.Partial).ToBytes(), whole.Packet.Bytes);
            whole.Packet.Return();
        }
    }

    [Fact]
    public void A_segment_that_nobody_follows_is_itself()
    {
        var coalescer = new SegmentCoalescer(_pool, LinkType.Raw);
        Packet only = Segment(0).Build(_pool);
        Assert.True(coalescer.TryKeep(only));
        Assert.False(coalescer.TryTake(out _));
        coalescer.Finish();
        Assert.True(coalescer.TryTake(out Coalesced done));
        Assert.Equal((only, 1, only.Length), (done.Packet, done.Count, done.Bytes));
        Assert.Equal(0, only.SegmentSize);
        only.Return();
    }

    [Fact]
    public void A_shorter_segment_is_the_last_one()
    {
        List<Coalesced> done = Coalesce([Segment(0), Segment(100, 60, 2), Segment(160, identification: 3)]);
        Assert.Equal([2, 1], done.Select(d => d.Count));
        Assert.Equal(2 * 40 + 160, done[0].Bytes);
        Return(done);
    }

    public static TheoryData<string, Func<PacketBuilder, PacketBuilder>> Others => new()
    {
        { "acknowledgment", b => b.WithTcp(f => f with { AcknowledgmentNumber = new SequenceNumber(9) }) },
        { "window", b => b.WithTcp(f => f with { Window = 9 }) },
        { "options", b => b.WithTcpOptions(Samples.SackOptions) },
        { "gap", b => b.WithTcp(f => f with { SequenceNumber = f.SequenceNumber + 1 }) },
        { "length", b => b.Payload(101) },
        { "TTL", b => b.HopLimit(9) },
        { "ECN", b => b.Ecn(EcnCodepoint.Ce) },
        { "identification", b => b.WithIPv4(f => f with { Identification = 9 }) },
        { "DF", b => b.WithIPv4(f => f with { DontFragment = true }) },
        { "ECE", b => b.WithTcp(f => f with { Flags = f.Flags | TcpFlags.Ece }) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_differs_in_more_than_goes_on_does_not_follow(string what, Func<PacketBuilder, PacketBuilder> change)
    {
        List<Coalesced> done = Coalesce([Segment(0), change(Segment(100, identification: 2))]);
        Assert.True(done.Count == 2 && done.All(d => d.Count == 1), what);
        Return(done);
        done = Coalesce([Segment(0), Segment(100, identification: 2)]);
        Assert.Equal(2, Assert.Single(done).Count);
        Return(done);
    }

    public static TheoryData<string, Func<PacketBuilder, PacketBuilder>> Alone => new()
    {
        { "no data", b => b.Payload(0) },
        { "FIN", b => b.WithTcp(f => f with { Flags = TcpFlags.Ack | TcpFlags.Fin }) },
        { "SYN", b => b.WithTcp(f => f with { Flags = TcpFlags.Syn }) },
        { "RST", b => b.WithTcp(f => f with { Flags = TcpFlags.Rst }) },
        { "URG", b => b.WithTcp(f => f with { Flags = TcpFlags.Ack | TcpFlags.Urg }) },
        { "CWR", b => b.WithTcp(f => f with { Flags = TcpFlags.Ack | TcpFlags.Cwr }) },
        { "a super-segment", b => b.SegmentSize(50) },
    };

    [Theory]
    [MemberData(nameof(Alone))]
    public void What_is_not_plain_data_goes_by_itself_behind_its_flow(string what, Func<PacketBuilder, PacketBuilder> change)
    {
        var coalescer = new SegmentCoalescer(_pool, LinkType.Raw);
        Assert.True(coalescer.TryKeep(Segment(0).Build(_pool)));
        Packet alone = change(Segment(100, identification: 2)).Build(_pool);
        Assert.False(coalescer.TryKeep(alone), what);
        Assert.True(coalescer.TryTake(out Coalesced before), what);
        Assert.Equal(1, before.Count);
        before.Packet.Return();
        alone.Return();
    }

    [Fact]
    public void Other_protocols_wait_for_nobody()
    {
        var coalescer = new SegmentCoalescer(_pool, LinkType.Raw);
        Assert.True(coalescer.TryKeep(Segment(0).Build(_pool)));
        Packet datagram = PacketBuilder.IPv4().Udp().Payload(100).Build(_pool);
        Assert.False(coalescer.TryKeep(datagram));
        Assert.False(coalescer.TryTake(out _));
        datagram.Return();
        coalescer.Finish();
        Assert.True(coalescer.TryTake(out Coalesced done));
        done.Packet.Return();
    }

    [Theory]
    [InlineData(20 + 20 + 7)]
    [InlineData(8)]
    public void What_was_wrong_is_not_mended(int at)
    {
        var coalescer = new SegmentCoalescer(_pool, LinkType.Raw);
        Assert.True(coalescer.TryKeep(Segment(0).Build(_pool)));
        Packet wrong = Segment(100, identification: 2).Build(_pool);
        wrong.Bytes[at] ^= 1;
        Assert.False(coalescer.TryKeep(wrong));
        wrong.Return();
        Assert.True(coalescer.TryTake(out Coalesced done));
        done.Packet.Return();
    }

    [Fact]
    public void A_whole_is_no_longer_than_an_IP_packet_may_be()
    {
        List<PacketBuilder> segments = [];
        for (int i = 0; i < 700; i++) segments.Add(Segment(i * 100, identification: (ushort)(i + 1)));
        List<Coalesced> done = Coalesce(segments);
        Assert.Equal(700, done.Sum(d => d.Count));
        Assert.All(done, d => Assert.InRange(d.Packet.Length, 1, 65_535));
        Assert.Equal(2, done.Count);
        Return(done);
    }

    /// <summary>Many flows, mixed, with gaps and odd ones among them: what comes out, cut again, is what came in, flow by flow.</summary>
    [Fact]
    public void Whatever_comes_goes_on_to_the_byte_and_in_the_order_of_its_flow() => SeededRuns.Check(60, random =>
    {
        var coalescer = new SegmentCoalescer(_pool, LinkType.Raw);
        var given = new SortedDictionary<int, List<byte[]>>();
        var got = new SortedDictionary<int, List<byte[]>>();
        int[] next = new int[12];
        for (int i = 0; i < 200; i++)
        {
            int flow = random.Next(next.Length);
            if (random.Next(20) == 0) next[flow] += 50;
            int length = random.Next(6) == 0 ? random.Next(0, 101) : 100;
            TcpFlags flags = random.Next(15) == 0 ? TcpFlags.Ack | TcpFlags.Psh : random.Next(25) == 0 ? TcpFlags.Ack | TcpFlags.Fin : TcpFlags.Ack;
            Packet packet = PacketBuilder.IPv4().WithIPv4(f => f with { DontFragment = true })
                .Tcp((ushort)(1000 + flow), flags: flags, sequence: (uint)next[flow]).Payload(random.NextBytes(length)).Build(_pool);
            next[flow] += length;
            Note(given, packet.Bytes);
            bool isKept = coalescer.TryKeep(packet);
            TakeInto(got, coalescer);
            if (!isKept)
            {
                Note(got, packet.Bytes);
                packet.Return();
            }
            if (random.Next(30) == 0) coalescer.Finish();
        }
        coalescer.Finish();
        TakeInto(got, coalescer);
        Assert.True(coalescer.IsEmpty);
        foreach ((int flow, List<byte[]> segments) in given) Assert.Equal(segments, got[flow]);
    });

    private void TakeInto(SortedDictionary<int, List<byte[]>> got, SegmentCoalescer coalescer)
    {
        while (coalescer.TryTake(out Coalesced done))
        {
            int bytes = 0;
            foreach (Packet piece in Cut(done.Packet, LinkType.Raw))
            {
                Assert.True(TransportChecksum.Complete(piece));
                Note(got, piece.Bytes);
                bytes += piece.Length;
                piece.Return();
            }
            Assert.Equal(done.Bytes, bytes);
        }
    }

    private static void Note(SortedDictionary<int, List<byte[]>> flows, ReadOnlySpan<byte> bytes)
    {
        int flow = PacketAssert.IsTcp(bytes).SourcePort;
        if (!flows.TryGetValue(flow, out List<byte[]>? segments)) flows.Add(flow, segments = []);
        segments.Add(bytes.ToArray());
    }

    private static PacketBuilder Segment(int at, int length = 100, ushort identification = 1) => PacketBuilder.IPv4()
        .WithIPv4(f => f with { Identification = identification, DontFragment = false })
        .Tcp(sequence: (uint)(1000 + at)).Payload(length);

    private List<Coalesced> Coalesce(IEnumerable<PacketBuilder> segments)
    {
        var coalescer = new SegmentCoalescer(_pool, LinkType.Raw);
        foreach (PacketBuilder segment in segments) Assert.True(coalescer.TryKeep(segment.Build(_pool)));
        coalescer.Finish();
        List<Coalesced> done = [];
        while (coalescer.TryTake(out Coalesced one)) done.Add(one);
        return done;
    }

    private static void Return(List<Coalesced> done)
    {
        foreach (Coalesced one in done) one.Packet.Return();
    }

    private List<Packet> Cut(Packet super, LinkType link)
    {
        Assert.True(Segmentation.TryStart(super, link, out Segmentation cut));
        List<Packet> pieces = [];
        while (cut.TryTake(_pool, out Packet? piece)) pieces.Add(piece);
        super.Return();
        return pieces;
    }
}
