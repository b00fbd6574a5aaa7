using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;

namespace NetSim.Stack.Tests.Network;

/// <summary>A host with 10.0.0.1/24 and a UDP socket on port 9; fragments come from 10.0.0.2.</summary>
public sealed class Ipv4FragmentTests
{
    private readonly TestNode _host = Make();

    private static TestNode Make(ReassemblyOptions? reassembly = null, int mtu = 1500)
    {
        var options = new HostStackOptions { Ip = new IpOptions { Reassembly = reassembly ?? ReassemblyOptions.Default } };
        var host = new TestNode("host", options);
        host.AddPort(["10.0.0.1/24"], mtu: mtu);
        host.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv4, 9), "socket", out _);
        return host;
    }

    private static byte[] Whole(int payload, ushort identification = 1, string source = "10.0.0.2") =>
        PacketBuilder.IPv4(source, "10.0.0.1").Udp(1000, 9).Payload(payload)
            .WithIPv4(f => f with { Identification = identification }).ToBytes();

    /// <summary>The bytes from <paramref name="start"/> to <paramref name="end"/> of the payload of the IP packet, as a fragment.</summary>
    private static byte[] Piece(byte[] whole, int start, int end, bool? isLast = null)
    {
        byte[] piece = [.. whole.AsSpan(0, 20), .. whole.AsSpan(20 + start, end - start)];
        Ipv4Header.SetLength(piece, piece.Length);
        Ipv4Header.SetFragment(piece, start, isLast ?? end == whole.Length - 20 ? FragmentPlace.Last : FragmentPlace.MoreFollow);
        return piece;
    }

    private static List<byte[]> Cut(byte[] whole, int pieceLength)
    {
        var pieces = new List<byte[]>();
        int length = whole.Length - 20;
        for (int at = 0; at < length; at += pieceLength) pieces.Add(Piece(whole, at, Math.Min(at + pieceLength, length)));
        return pieces;
    }

    private void AssertArrived(byte[] whole)
    {
        Packet packet = _host.TakeOnlyReceived();
        PacketAssert.Is(whole, packet.Bytes);
        Assert.Equal(PacketAssert.IsIPv4(whole).HeaderLength, packet.TransportOffset);
        packet.Return();
    }

    [Fact]
    [Rfc(1122, "3.3.2")]
    public void Fragments_in_any_order_with_duplicates_make_the_whole_packet()
    {
        SeededRuns.Check(400, random =>
        {
            byte[] whole = Whole(random.Next(1000, 4000), random.NextUInt16());
            List<byte[]> pieces = Cut(whole, 8 * random.Next(1, 100));
            // Not the first, or the duplicates alone might make a second whole.
            byte[][] duplicates = [.. pieces.Skip(1).Where(_ => random.Next(4) == 0)];
            byte[][] order = [.. pieces.Concat(duplicates)];
            random.Shuffle(order);

            foreach (byte[] piece in order) _host.Receive(0, piece);

            AssertArrived(whole);
            // A duplicate that comes after the last piece begins another, which will not be finished.
            _host.AdvanceTo(_host.Now.TotalSeconds + 31);
            _host.Sent.Clear();
        });
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.3.2")]
    public void The_longest_packet_that_there_is_can_be_put_together()
    {
        byte[] whole = Whole(65_507);

        foreach (byte[] piece in Cut(whole, 1480)) _host.Receive(0, piece);

        AssertArrived(whole);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(6274, "4.1")]
    public void Fragments_that_would_reach_beyond_the_longest_packet_are_dropped()
    {
        byte[] whole = Whole(1480 - 8);
        byte[] ping = Piece(whole, 0, 1480, isLast: true);
        Ipv4Header.SetFragment(ping, 65_528, FragmentPlace.Last);

        _host.Receive(0, ping);

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(8, 8)]
    [Rfc(791, "3.2")]
    public void A_fragment_that_is_not_the_last_has_a_length_of_whole_units_and_none_is_empty(int start, int end)
    {
        _host.Receive(0, Piece(Whole(100), start, end, isLast: false));

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(791, "3.2")]
    [Rfc(815, "3")]
    public void Fragments_belong_together_by_source_destination_protocol_and_identification()
    {
        byte[] a = Whole(100, 1), b = Whole(100, 2), c = Whole(100, 1, "10.0.0.3");
        byte[] otherProtocol = [.. Piece(a, 56, 108)];
        otherProtocol[9] = (byte)IpProtocol.Icmp;
        Ipv4Header.FillChecksum(otherProtocol);

        _host.Receive(0, Piece(a, 0, 56));
        _host.Receive(0, Piece(b, 56, 108));
        _host.Receive(0, Piece(c, 56, 108));
        _host.Receive(0, otherProtocol);
        Assert.Empty(_host.Received);
        _host.Receive(0, Piece(a, 56, 108));

        AssertArrived(a);
        _host.Stop();
    }

    [Fact]
    [Rfc(1858, "4")]
    [Rfc(6274, "4.1")]
    public void Fragments_that_overlap_refuse_the_whole_packet_and_whatever_comes_later_of_it()
    {
        SeededRuns.Check(300, random =>
        {
            byte[] whole = Whole(800, random.NextUInt16());
            List<byte[]> pieces = Cut(whole, 80);
            // Starts within a piece, so it is no duplicate of one, and comes before all are there.
            int at = 80 * random.Next(9) + 8 * random.Next(1, 10);
            byte[] overlapping = Piece(whole, at, at + 8 * random.Next(1, 10), isLast: false);
            pieces.Insert(random.Next(pieces.Count), overlapping);

            foreach (byte[] piece in pieces) _host.Receive(0, piece);

            Assert.Empty(_host.Received);
            Assert.True(_host.Drops(DropReason.ReassemblyOverlap) > 0);
            _host.AdvanceTo(_host.Now.TotalSeconds + 31);
            Assert.Empty(_host.Sent);
        });
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0, 104, 56, 108)]
    [InlineData(0, 56, 48, 108)]
    [InlineData(16, 56, 8, 64)]
    [Rfc(1858, "3")]
    [Rfc(3128, "2")]
    public void Known_attacks_by_overlap_do_no_harm(int firstStart, int firstEnd, int secondStart, int secondEnd)
    {
        byte[] whole = Whole(100);

        _host.Receive(0, Piece(whole, firstStart, firstEnd, isLast: false));
        _host.Receive(0, Piece(whole, secondStart, secondEnd, isLast: true));

        Assert.Equal(2, _host.Drops(DropReason.ReassemblyOverlap));
        _host.AssertQuiet();
    }

    [Fact]
    public void Two_different_ends_of_one_packet_refuse_it()
    {
        byte[] whole = Whole(100);

        _host.Receive(0, Piece(whole, 56, 108));
        _host.Receive(0, Piece(whole, 8, 48, isLast: true));

        Assert.Equal(2, _host.Drops(DropReason.ReassemblyOverlap));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.3.2")]
    public void Thirty_seconds_after_the_first_fragment_the_sender_is_told_if_fragment_zero_arrived()
    {
        byte[] whole = Whole(3000);
        _host.Receive(0, Piece(whole, 1480, 2960));
        _host.AdvanceTo(20);
        _host.Receive(0, Piece(whole, 0, 1480));
        _host.AdvanceTo(29.9);
        Assert.Empty(_host.Sent);

        _host.AdvanceTo(30);

        byte[] answer = _host.TakeOnlySent();
        IcmpView icmp = PacketAssert.IsIcmp(answer);
        Assert.Equal((IcmpType.TimeExceeded, (byte)IcmpTimeExceededCode.Reassembly), (icmp.Type, icmp.Code));
        Assert.Equal(0, PacketAssertQuote(icmp).FragmentOffset);
        Assert.Equal(2, _host.Drops(DropReason.ReassemblyTimeout));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.3.2")]
    public void Without_fragment_zero_the_time_runs_out_in_silence()
    {
        _host.Receive(0, Piece(Whole(3000), 1480, 2960));

        _host.AdvanceTo(60);

        Assert.Equal(1, _host.Drops(DropReason.ReassemblyTimeout));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(6274, "4.1")]
    public void A_flood_of_fragments_stays_within_its_bytes_and_the_oldest_go_first()
    {
        TestNode host = Make(new ReassemblyOptions { MaxBytes = 64 * PacketPool.SmallCapacity });
        byte[] good = Whole(100, 60_000);
        host.Receive(0, Piece(good, 0, 56));
        for (int i = 0; i < 50; i++) host.Receive(0, Piece(Whole(100, (ushort)i, "10.0.0.66"), 0, 56));
        host.Receive(0, Piece(good, 56, 108));
        Assert.Single(host.Received);

        for (int i = 0; i < 10_000; i++) host.Receive(0, Piece(Whole(100, (ushort)i, "10.0.0.66"), 0, 56));

        Assert.InRange(host.Pool.Outstanding, 1, 65);
        Assert.True(host.Drops(DropReason.ReassemblyFull) > 9_000);
        host.Stop();
    }

    [Fact]
    [Rfc(6274, "4.1")]
    public void A_flood_of_unfinished_packets_stays_within_their_number()
    {
        TestNode host = Make(new ReassemblyOptions { MaxPackets = 16 });

        for (int i = 0; i < 1000; i++) host.Receive(0, Piece(Whole(100, (ushort)i), 0, 56));

        Assert.Equal(16, host.Pool.Outstanding);
        Assert.Equal(984, host.Drops(DropReason.ReassemblyFull));
        host.Stop();
    }

    [Fact]
    public void A_packet_of_tens_of_thousands_of_tiny_fragments_does_no_harm()
    {
        byte[] whole = Whole(65_000);

        foreach (byte[] piece in Cut(whole, 8)) _host.Receive(0, piece);

        Assert.InRange(_host.Pool.Outstanding, 0, ReassemblyOptions.Default.MaxBytes / PacketPool.SmallCapacity);
        _host.Stop();
    }

    [Theory]
    [InlineData(EcnCodepoint.Ect0, EcnCodepoint.Ce, EcnCodepoint.Ce)]
    [InlineData(EcnCodepoint.Ect0, EcnCodepoint.Ect0, EcnCodepoint.Ect0)]
    [InlineData(EcnCodepoint.NotEct, EcnCodepoint.Ce, null)]
    [Rfc(3168, "5.3")]
    public void A_congestion_mark_on_a_fragment_is_not_lost(EcnCodepoint first, EcnCodepoint second, EcnCodepoint? expected)
    {
        byte[] whole = Whole(100);
        byte[] a = Piece(whole, 0, 56), b = Piece(whole, 56, 108);
        Ipv4Header.SetEcn(a, first);
        Ipv4Header.SetEcn(b, second);

        _host.Receive(0, a);
        _host.Receive(0, b);

        Assert.Equal(expected is null ? 0 : 1, _host.Received.Count);
        if (expected is { } mark) Assert.Equal(mark, PacketAssert.IsIPv4(_host.Received.Peek().Packet.Bytes).Ecn);
        _host.Stop();
    }

    [Fact]
    [Rfc(791, "3.2")]
    public void What_is_too_long_for_a_link_is_cut_to_fit_and_can_be_put_together()
    {
        SeededRuns.Check(300, random =>
        {
            int mtu = random.Next(68, 1600);
            var router = TestNode.Router();
            router.AddPort(["10.1.0.1/24"]);
            router.AddPort(["10.0.0.9/24"], mtu: mtu);
            byte[] options = random.NextBool() ? [] : [0x9E, 4, 1, 2, 0x1E, 4, 1, 2];
            byte[] whole = PacketBuilder.IPv4("10.1.0.2", "10.0.0.1").IPv4Options(options).Udp(1000, 9)
                .Payload(random.Next(0, 5000)).HopLimit(9).WithIPv4(f => f with { Identification = random.NextUInt16() }).ToBytes();

            router.Receive(0, whole);

            byte[][] pieces = [.. router.Sent.Select(sent => sent.Bytes)];
            router.Sent.Clear();
            AssertAreFragments(pieces, mtu);
            random.Shuffle(pieces);
            foreach (byte[] piece in pieces) _host.Receive(0, piece);
            Ipv4Header.DecrementTimeToLive(whole);
            AssertArrived(whole);
            router.AssertQuiet();
        });
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(791, "3.2")]
    public void A_fragment_can_be_cut_again_on_the_way()
    {
        byte[] whole = Whole(4000);
        var pieces = new List<byte[]>();
        foreach (int mtu in new[] { 1500, 600, 300, 68 })
        {
            var router = TestNode.Router();
            router.AddPort(["10.1.0.1/24"]);
            router.AddPort(["10.0.0.9/24"], mtu: mtu);
            byte[] first = PacketBuilder.IPv4("10.1.0.2", "10.0.0.1").Udp(1000, 9).Payload(4000).ToBytes();
            byte[][] before = pieces.Count == 0 ? [first] : [.. pieces];
            pieces.Clear();
            foreach (byte[] piece in before) router.Receive(0, piece);
            pieces.AddRange(router.Sent.Select(sent => sent.Bytes));
            AssertAreFragments([.. pieces], mtu);
            router.Stop();
        }

        foreach (byte[] piece in pieces) _host.Receive(0, piece);

        Packet packet = _host.TakeOnlyReceived();
        Assert.True(packet.Bytes[28..].SequenceEqual(whole.AsSpan(28)));
        PacketAssert.IsRight(packet);
        packet.Return();
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(791, "3.1")]
    public void Options_without_the_copied_flag_stand_in_the_first_fragment_only()
    {
        var router = TestNode.Router();
        router.AddPort(["10.1.0.1/24"]);
        router.AddPort(["10.0.0.9/24"], mtu: 100);
        byte[] options = [0x9E, 4, 1, 2, 0x1E, 4, 1, 2];

        router.Receive(0, PacketBuilder.IPv4("10.1.0.2", "10.0.0.1").IPv4Options(options).Udp().Payload(100).ToBytes());

        Assert.Equal(options, PacketAssert.IsIPv4(router.Sent.Dequeue().Bytes).Options.ToArray());
        Assert.All(router.Sent, later => Assert.Equal([0x9E, 4, 1, 2], PacketAssert.IsIPv4(later.Bytes).Options.ToArray()));
        router.Stop();
    }

    [Fact]
    [Rfc(1122, "3.3.3")]
    public void A_sender_cuts_what_is_too_long_for_its_link_and_fills_the_checksum_in_first()
    {
        TestNode host = Make(mtu: 576);
        host.Send(PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp().Payload(2000).Checksum(ChecksumState.Partial).Build(host.Pool));

        byte[][] pieces = [.. host.Sent.Select(sent => sent.Bytes)];
        host.Sent.Clear();
        AssertAreFragments(pieces, 576);
        TestNode receiver = new();
        receiver.AddPort(["10.0.0.2/24"]);
        receiver.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv4, 53), "socket", out _);
        foreach (byte[] piece in pieces) receiver.Receive(0, piece);

        Packet whole = receiver.TakeOnlyReceived();
        Assert.Equal(20 + 8 + 2000, whole.Length);
        PacketAssert.IsRight(whole);
        whole.Return();
        receiver.AssertQuiet();
        host.AssertQuiet();
    }

    [Fact]
    [Rfc(6864, "4.3")]
    public void Packets_that_may_be_cut_have_identifications_that_do_not_repeat()
    {
        var seen = new HashSet<ushort>();
        for (int i = 0; i < 65_536; i++)
        {
            _host.Send(PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp().Build(_host.Pool));
            seen.Add(PacketAssert.IsIPv4(_host.TakeOnlySent()).Identification);
        }

        Assert.Equal(65_536, seen.Count);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(6274, "3.5")]
    public void Identifications_to_one_destination_tell_nothing_of_those_to_another()
    {
        ushort First(string destination)
        {
            _host.Send(PacketBuilder.IPv4("10.0.0.1", destination).Udp().Build(_host.Pool));
            return PacketAssert.IsIPv4(_host.TakeOnlySent()).Identification;
        }
        int near = 0;
        for (int i = 10; i < 40; i++)
        {
            int distance = Math.Abs(First($"10.0.0.{i}") - First($"10.0.0.{i + 100}"));
            if (distance < 100) near++;
        }

        Assert.InRange(near, 0, 3);
        _host.AssertQuiet();
    }

    private static void AssertAreFragments(byte[][] pieces, int mtu)
    {
        foreach (byte[] piece in pieces)
        {
            Assert.InRange(piece.Length, 20, mtu);
            Ipv4View view = PacketAssert.IsIPv4(piece);
            Assert.True(!view.MoreFragments || view.Payload.Length % 8 == 0);
        }
    }

    private static Ipv4View PacketAssertQuote(IcmpView icmp)
    {
        byte[] quote = [.. icmp.Payload];
        Ipv4Header.SetLength(quote, quote.Length);
        Assert.True(Ipv4View.TryParse(quote, out Ipv4View view));
        return view;
    }
}
