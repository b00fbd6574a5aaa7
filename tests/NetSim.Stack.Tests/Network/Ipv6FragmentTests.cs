using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Tests.Network;

/// <summary>A host with fd00::1/64 and a UDP socket on port 9; fragments come from fd00::2.</summary>
public sealed class Ipv6FragmentTests
{
    private readonly TestNode _host = Make();

    private static TestNode Make(ReassemblyOptions? reassembly = null, int mtu = 1500)
    {
        var options = new HostStackOptions { Ip = new IpOptions { Reassembly = reassembly ?? ReassemblyOptions.Default } };
        var host = new TestNode("host", options);
        host.AddPort(["fd00::1/64"], mtu: mtu);
        host.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv6, 9), "socket", out _);
        return host;
    }

    private static byte[] Whole(int payload) => PacketBuilder.IPv6("fd00::2", "fd00::1").Udp(1000, 9).Payload(payload).ToBytes();

    /// <summary>
    /// The bytes from <paramref name="start"/> to <paramref name="end"/> of the payload of the IPv6 packet, as a fragment.
    /// </summary>
    private static byte[] Piece(byte[] whole, int start, int end, bool? isLast = null, uint identification = 1)
    {
        byte[] piece = [.. whole.AsSpan(0, 40), .. new byte[8], .. whole.AsSpan(40 + start, end - start)];
        FragmentPlace place = isLast ?? end == whole.Length - 40 ? FragmentPlace.Last : FragmentPlace.MoreFollow;
        Ipv6FragmentHeader.Write(piece.AsSpan(40), (IpProtocol)whole[6], start, place, identification);
        piece[6] = (byte)IpProtocol.Fragment;
        Ipv6Header.SetPayloadLength(piece, piece.Length - 40);
        return piece;
    }

    private static List<byte[]> Cut(byte[] whole, int pieceLength, uint identification = 1)
    {
        var pieces = new List<byte[]>();
        int length = whole.Length - 40;
        for (int at = 0; at < length; at += pieceLength)
        {
            pieces.Add(Piece(whole, at, Math.Min(at + pieceLength, length), null, identification));
        }
        return pieces;
    }

    private void AssertArrived(byte[] whole)
    {
        Packet packet = _host.TakeOnlyReceived();
        PacketAssert.Is(whole, packet.Bytes);
        packet.Return();
    }

    [Fact]
    [Rfc(8200, "4.5")]
    public void Fragments_in_any_order_with_duplicates_make_the_whole_packet()
    {
        SeededRuns.Check(300, random =>
        {
            byte[] whole = Whole(random.Next(1000, 4000));
            List<byte[]> pieces = Cut(whole, 8 * random.Next(1, 100), random.NextUInt32());
            // Not the first, or the duplicates alone might make a second whole.
            byte[][] order = [.. pieces.Concat(pieces.Skip(1).Where(_ => random.Next(4) == 0))];
            random.Shuffle(order);

            foreach (byte[] piece in order) _host.Receive(0, piece);

            AssertArrived(whole);
            _host.AdvanceTo(_host.Now.TotalSeconds + 61);
            _host.Sent.Clear();
        });
        _host.AssertQuiet();
    }

    [Fact]
    public void What_a_sender_cuts_a_receiver_puts_together_whatever_the_MTU_and_the_length()
    {
        SeededRuns.Check(200, random =>
        {
            int mtu = random.Next(1280, 1600);
            TestNode sender = new();
            sender.AddPort(["fd00::2/64"], mtu: mtu);
            byte[] whole = Whole(random.Next(0, 9000));
            sender.Send(PacketBuilder.IPv6("fd00::2", "fd00::1").Udp(1000, 9).Payload(whole.Length - 48)
                .Checksum(ChecksumState.Partial).Build(sender.Pool));

            byte[][] pieces = [.. sender.Sent.Select(sent => sent.Bytes)];
            sender.Sent.Clear();
            Assert.All(pieces, piece => Assert.InRange(piece.Length, 40, mtu));
            if (whole.Length <= mtu)
            {
                Assert.Single(pieces);
            }
            else
            {
                random.Shuffle(pieces);
                foreach (byte[] piece in pieces) _host.Receive(0, piece);
                AssertArrived(whole);
            }
            sender.AssertQuiet();
        });
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4.5")]
    public void The_longest_packet_that_there_is_can_be_put_together()
    {
        byte[] whole = Whole(65_527);

        foreach (byte[] piece in Cut(whole, 1448)) _host.Receive(0, piece);

        AssertArrived(whole);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4.5")]
    public void Only_the_headers_of_the_first_fragment_count()
    {
        byte[] whole = Whole(2000);
        byte[] first = Piece(whole, 0, 1000), second = Piece(whole, 1000, 2008);
        second[7] = 3;
        second[40] = (byte)IpProtocol.Tcp;

        _host.Receive(0, second);
        _host.Receive(0, first);

        AssertArrived(whole);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(5722, "4")]
    [Rfc(8200, "4.5")]
    public void Overlapping_fragments_drop_the_whole_packet_silently_and_whatever_comes_later_of_it()
    {
        byte[] whole = Whole(300);
        _host.Receive(0, Piece(whole, 0, 104));
        _host.Receive(0, Piece(whole, 96, 200));
        _host.Receive(0, Piece(whole, 104, 200));
        _host.Receive(0, Piece(whole, 200, 308));
        _host.Receive(0, Piece(whole, 0, 104));

        _host.AdvanceTo(120);

        Assert.Equal(5, _host.Drops(DropReason.ReassemblyOverlap));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(6946, "4")]
    public void An_atomic_fragment_is_a_packet_of_its_own_even_if_others_with_its_identification_wait()
    {
        byte[] whole = Whole(300), small = Whole(20);
        _host.Receive(0, Piece(whole, 0, 104));

        _host.Receive(0, Piece(small, 0, 28, isLast: true));

        Packet atomic = _host.TakeOnlyReceived();
        Assert.Equal(48, atomic.TransportOffset);
        atomic.Return();
        _host.Receive(0, Piece(whole, 104, 308));
        AssertArrived(whole);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4.5")]
    public void A_fragment_whose_length_is_no_multiple_of_eight_is_reported_at_the_payload_length()
    {
        _host.Receive(0, Piece(Whole(300), 0, 101, isLast: false));

        Icmpv6View icmp = PacketAssert.IsIcmpv6(_host.TakeOnlySent());
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)0, 4u), (icmp.Type, icmp.Code, icmp.Pointer));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4.5")]
    public void A_fragment_that_would_reach_beyond_the_longest_packet_is_reported_at_its_offset()
    {
        byte[] piece = Piece(Whole(300), 0, 104, isLast: true);
        Ipv6FragmentHeader.Write(piece.AsSpan(40), IpProtocol.Udp, 65_528, FragmentPlace.Last, 1);

        _host.Receive(0, piece);

        Icmpv6View icmp = PacketAssert.IsIcmpv6(_host.TakeOnlySent());
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)0, 42u), (icmp.Type, icmp.Code, icmp.Pointer));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 12)]
    [Rfc(7112, "5")]
    public void A_first_fragment_without_all_headers_is_refused(int extensionLength, int upperLength)
    {
        // A destination options header that the first fragment cuts off, or a TCP header of which only the ports are there.
        PacketBuilder builder = PacketBuilder.IPv6("fd00::2", "fd00::1");
        if (extensionLength > 0) builder.Extension(IpProtocol.DestinationOptions, 0, 0, 1, 4, 0, 0, 0, 0);
        byte[] whole = builder.Tcp().Payload(100).ToBytes();
        int cut = extensionLength + (upperLength & ~7);
        byte[] piece = Piece(whole, 0, Math.Max(8, cut));

        _host.Receive(0, piece);

        Icmpv6View icmp = PacketAssert.IsIcmpv6(_host.TakeOnlySent());
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)Icmpv6ParameterProblemCode.IncompleteHeaderChain), (icmp.Type, icmp.Code));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4.5")]
    public void Sixty_seconds_after_the_first_fragment_the_sender_is_told_if_the_first_one_arrived()
    {
        byte[] whole = Whole(3000);
        _host.Receive(0, Piece(whole, 1000, 2000));
        _host.Receive(0, Piece(whole, 0, 1000));
        _host.AdvanceTo(59.9);
        Assert.Empty(_host.Sent);

        _host.AdvanceTo(60);

        Icmpv6View icmp = PacketAssert.IsIcmpv6(_host.TakeOnlySent());
        Assert.Equal((Icmpv6Type.TimeExceeded, (byte)Icmpv6TimeExceededCode.Reassembly), (icmp.Type, icmp.Code));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(7739, "4")]
    public void Identifications_of_fragments_cannot_be_foretold_and_do_not_repeat()
    {
        var seen = new List<uint>();
        for (int i = 0; i < 1000; i++)
        {
            _host.Send(PacketBuilder.IPv6("fd00::1", "fd00::2").Udp().Payload(2000).Build(_host.Pool));
            byte[] first = _host.Sent.Dequeue().Bytes;
            seen.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(44)));
            _host.Sent.Clear();
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        var steps = seen.Zip(seen.Skip(1), (a, b) => b - a).ToList();
        Assert.Equal(steps.Count, steps.Distinct().Count());
        _host.AssertQuiet();
    }

    [Fact]
    public void A_fragmented_fragment_is_dropped()
    {
        byte[] inner = Piece(Whole(300), 0, 104, identification: 7);
        foreach (byte[] piece in Cut(inner, 48, 9)) _host.Receive(0, piece);

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    public void Extension_headers_in_front_of_the_fragment_header_stay_and_those_behind_it_come_back()
    {
        PacketBuilder builder = PacketBuilder.IPv6("fd00::2", "fd00::1")
            .Extension(IpProtocol.HopByHop, 0, 0, 1, 4, 0, 0, 0, 0)
            .Extension(IpProtocol.DestinationOptions, 0, 0, 1, 4, 0, 0, 0, 0);
        TestNode sender = new();
        sender.AddPort(["fd00::2/64"]);
        byte[] whole = builder.Udp(1000, 9).Payload(3000).ToBytes();
        Packet packet = builder.Build(sender.Pool);
        sender.Send(packet);

        foreach ((_, byte[] piece) in sender.Sent)
        {
            Assert.Equal((byte)IpProtocol.HopByHop, piece[6]);
            Assert.Equal((byte)IpProtocol.Fragment, piece[40]);
            _host.Receive(0, piece);
        }

        AssertArrived(whole);
        _host.AssertQuiet();
        sender.Stop();
    }

    [Fact]
    public void What_cannot_be_cut_since_its_headers_alone_are_too_long_is_refused()
    {
        TestNode host = Make(mtu: 200);
        PacketBuilder builder = PacketBuilder.IPv6("fd00::1", "fd00::2").Extension(IpProtocol.HopByHop, [0, 19, 1, 156, .. new byte[156]]);

        host.Send(builder.Udp().Payload(100).Build(host.Pool));

        Assert.Equal(1, host.Drops(DropReason.Mtu));
        host.Stop();
    }

    [Fact]
    public void A_flood_of_fragments_stays_within_its_bytes()
    {
        TestNode host = Make(new ReassemblyOptions { MaxBytes = 32 * PacketPool.SmallCapacity });
        byte[] whole = Whole(300);

        for (uint i = 0; i < 5000; i++) host.Receive(0, Piece(whole, 0, 104, identification: i));

        Assert.InRange(host.Pool.Outstanding, 1, 33);
        host.Stop();
    }
}
