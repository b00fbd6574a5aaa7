using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;

namespace NetSim.Stack.Tests.Interfaces;

public sealed class PacketSocketTests
{
    private const string Other = "02:00:00:00:00:03";
    private readonly DiagnosticPacketPool _pool = new();

    private NetworkInterface Make(Framing framing = Framing.Ethernet)
    {
        var options = new InterfaceOptions { Name = "eth0", Index = 0, Mac = Frames.Ours, Framing = framing, Mtu = 1500 };
        var port = new NetworkInterface(options, _pool, new RandomGenerator(1, 2));
        port.AddAddress(IpPrefix.Parse("10.0.0.1/24"));
        return port;
    }

    private Packet Datagram(string destination = "02:00:00:00:00:01") =>
        PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp().Payload(20).Ethernet("02:00:00:00:00:02", destination).Build(_pool);

    private Packet Frame(int length, EtherType type = (EtherType)0x88B5)
    {
        Packet frame = _pool.Rent(length);
        Span<byte> bytes = frame.Append(length);
        bytes.Fill(0xA5);
        if (length >= EthernetView.HeaderLength) EthernetHeader.Write(bytes, Frames.Ours, MacAddress.Parse("02:00:00:00:00:02"), type);
        return frame;
    }

    private List<(object To, byte[] Bytes)> Taken(NetworkInterface port)
    {
        List<(object, byte[])> taken = [];
        while (port.TryTakeForSocket(out Packet? copy))
        {
            taken.Add((copy.Recipient!, copy.Bytes.ToArray()));
            copy.Return();
        }
        return taken;
    }

    [Fact]
    public void Each_socket_gets_a_copy_with_the_exact_bytes_and_the_stack_gets_the_packet()
    {
        NetworkInterface port = Make();
        port.BindPacketSocket(new PacketSocketOptions(), "all");
        port.BindPacketSocket(new PacketSocketOptions { Type = EtherType.IPv4 }, "ipv4");
        port.BindPacketSocket(new PacketSocketOptions { Type = EtherType.Arp }, "arp");
        Packet packet = Datagram();
        byte[] wire = packet.Bytes.ToArray();

        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, packet));

        packet.Return();
        Assert.Equal([("all", wire), ("ipv4", wire)], Taken(port), (a, b) => a.To.Equals(b.To) && a.Bytes.SequenceEqual(b.Bytes));
        _pool.AssertAllReturned();
    }

    [Fact]
    public void What_an_exclusive_socket_gets_the_stack_does_not_see()
    {
        NetworkInterface port = Make();
        port.BindPacketSocket(new PacketSocketOptions { Type = EtherType.IPv4, Reach = FrameReach.Exclusive }, "mine");

        Assert.Equal(InterfaceVerdict.Consumed, port.OnPacket(default, Datagram()));

        Assert.Single(Taken(port));
        Assert.Equal((1, 0, 1), (port.Counters.HandledPackets, port.Counters.DeliveredPackets, port.Counters.ReceivedPackets));
        port.ReleasePacketSocket("mine");
        Packet packet = Datagram();
        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, packet));
        packet.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Frames_for_other_stations_reach_only_whoever_asks_for_everybodys()
    {
        NetworkInterface port = Make();
        port.BindPacketSocket(new PacketSocketOptions(), "own");
        port.BindPacketSocket(new PacketSocketOptions { Audience = FrameAudience.Everybody }, "all");
        port.BindPacketSocket(new PacketSocketOptions { Audience = FrameAudience.Nobody }, "none");

        Assert.Equal(InterfaceVerdict.Consumed, port.OnPacket(default, Datagram(Other)));

        Assert.Equal(["all"], Taken(port).Select(taken => taken.To));
        Assert.Equal(1, port.Counters.ReceiveDrops[DropReason.NotForUs]);
        _pool.AssertAllReturned();
    }

    [Fact]
    public void A_checksum_that_was_left_to_be_filled_in_is_there_in_a_copy()
    {
        NetworkInterface port = Make(Framing.Ip);
        port.BindPacketSocket(new PacketSocketOptions(), "all");
        byte[] finished = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp().Payload(20).ToBytes();
        Packet packet = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp().Payload(20).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.NotEqual(finished, packet.Bytes.ToArray());

        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, packet));

        packet.Return();
        PacketAssert.Is(finished, Taken(port).Single().Bytes);
    }

    [Fact]
    public void A_frame_is_sent_as_it_is_whatever_it_says()
    {
        NetworkInterface port = Make();
        Packet frame = Frame(1514);
        byte[] wire = frame.Bytes.ToArray();

        Assert.Equal(InterfaceVerdict.Transmit, port.SendFrame(frame));

        PacketAssert.Is(wire, frame.Bytes);
        Assert.Equal((ChecksumState.Complete, false, 1514L), (frame.Checksum, frame.IsFrame, port.Counters.SentBytes));
        frame.Return();
        _pool.AssertAllReturned();
    }

    [Theory]
    [InlineData(13, 0x88B5, DropReason.Malformed)]
    [InlineData(1515, 0x88B5, DropReason.Mtu)]
    [InlineData(1519, 0x8100, DropReason.Mtu)]
    public void A_frame_that_no_link_could_carry_is_dropped_and_counted(int length, int type, DropReason reason)
    {
        NetworkInterface port = Make();
        Assert.Equal(InterfaceVerdict.Consumed, port.SendFrame(Frame(length, (EtherType)type)));
        Assert.Equal(1, port.Counters.SendDrops[reason]);
        _pool.AssertAllReturned();
    }

    [Fact]
    public void A_tag_is_no_part_of_what_the_MTU_counts()
    {
        NetworkInterface port = Make();
        Packet frame = Frame(1518, EtherType.VlanTag);
        Assert.Equal(InterfaceVerdict.Transmit, port.SendFrame(frame));
        frame.Return();
    }

    [Fact]
    public void An_interface_that_is_down_sends_no_frame()
    {
        NetworkInterface port = Make();
        port.SetAdmin(AdminState.Down);
        Assert.Equal(InterfaceVerdict.Consumed, port.SendFrame(Frame(60)));
        Assert.Equal(1, port.Counters.SendDrops[DropReason.AdminDown]);
        _pool.AssertAllReturned();
    }
}
