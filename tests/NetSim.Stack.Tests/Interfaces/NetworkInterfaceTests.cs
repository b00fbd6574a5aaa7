using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;

namespace NetSim.Stack.Tests.Interfaces;

public sealed class NetworkInterfaceTests
{
    private readonly DiagnosticPacketPool _pool = new();

    private NetworkInterface Make(Framing framing = Framing.Ethernet, int mtu = 1500)
    {
        var options = new InterfaceOptions { Name = "eth0", Index = 0, Mac = Frames.Ours, Framing = framing, Mtu = mtu };
        var port = new NetworkInterface(options, _pool, new RandomGenerator(1, 2));
        port.AddAddress(IpPrefix.Parse("10.0.0.1/24"));
        port.AddAddress(IpPrefix.Parse("fd00::1/64"));
        return port;
    }

    private static PacketBuilder Datagram() => PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp().Payload(20);

    private Packet Frame(string destination) => Datagram().Ethernet("02:00:00:00:00:02", destination).Build(_pool);

    [Theory]
    [InlineData("02:00:00:00:00:01", false)]
    [InlineData("ff:ff:ff:ff:ff:ff", true)]
    [InlineData("01:00:5e:00:00:01", true)]
    [InlineData("33:33:00:00:00:01", true)]
    [InlineData("33:33:ff:00:00:01", true)]
    public void A_frame_to_the_own_MAC_to_all_or_to_a_joined_group_is_delivered_without_its_header(string destination, bool isGroup)
    {
        NetworkInterface port = Make();
        Packet packet = Frame(destination);

        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, packet));

        PacketAssert.Is(Datagram().ToBytes(), packet.Bytes);
        Assert.Equal((0, Packet.NoInterface, isGroup), (packet.Ingress, packet.Egress, packet.IsLinkGroup));
        packet.Return();
        _pool.AssertAllReturned();
    }

    [Theory]
    [InlineData("02:00:00:00:00:03")]
    [InlineData("01:00:5e:00:00:02")]
    [InlineData("33:33:00:00:00:02")]
    [InlineData("33:33:ff:00:00:02")]
    [Rfc(1122, "2.4")]
    public void A_frame_to_another_MAC_or_group_is_not_processed(string destination)
    {
        NetworkInterface port = Make();

        Assert.Equal(InterfaceVerdict.Consumed, port.OnPacket(default, Frame(destination)));

        Assert.Equal(1, port.Counters.ReceiveDrops[DropReason.NotForUs]);
        _pool.AssertAllReturned();
    }

    [Fact]
    [Rfc(1112, "7.2")]
    public void A_group_is_heard_while_anybody_is_in_it()
    {
        NetworkInterface port = Make();
        IpAddress group = IpAddress.Parse("239.1.2.3");
        port.JoinGroup(default, group);
        port.JoinGroup(default, group);
        port.LeaveGroup(default, group);

        Packet packet = Frame("01:00:5e:01:02:03");
        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, packet));
        packet.Return();
        port.LeaveGroup(default, group);

        Assert.Equal(InterfaceVerdict.Consumed, port.OnPacket(default, Frame("01:00:5e:01:02:03")));
        port.Stop();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Frames_of_unknown_type_and_frames_without_a_whole_header_are_dropped_with_their_reason()
    {
        NetworkInterface port = Make();
        Packet unknown = Frame("02:00:00:00:00:01");
        unknown.Bytes[12] = 0x88;
        Packet shortFrame = Frame("02:00:00:00:00:01");
        shortFrame.Truncate(13);

        port.OnPacket(default, unknown);
        port.OnPacket(default, shortFrame);

        Assert.Equal(1, port.Counters.ReceiveDrops[DropReason.UnknownProtocol]);
        Assert.Equal(1, port.Counters.ReceiveDrops[DropReason.Malformed]);
        _pool.AssertAllReturned();
    }

    [Theory]
    [InlineData(AdminState.Down, CarrierState.On, HostState.Up, DropReason.AdminDown)]
    [InlineData(AdminState.Down, CarrierState.Off, HostState.Down, DropReason.AdminDown)]
    [InlineData(AdminState.Up, CarrierState.Off, HostState.Up, DropReason.NoCarrier)]
    [InlineData(AdminState.Up, CarrierState.On, HostState.Down, DropReason.HostDown)]
    public void An_interface_that_is_down_passes_nothing_and_says_why(AdminState admin, CarrierState carrier, HostState host,
        DropReason reason)
    {
        NetworkInterface port = Make(Framing.Ip);
        port.SetAdmin(admin);
        port.SetCarrier(carrier);
        port.SetHost(host);

        Assert.False(port.CanSend);
        Assert.Equal(InterfaceVerdict.Consumed, port.OnPacket(default, Datagram().Build(_pool)));
        Assert.Equal(InterfaceVerdict.Consumed, port.Send(default, Datagram().Build(_pool)));

        Assert.Equal(1, port.Counters.ReceiveDrops[reason]);
        Assert.Equal(1, port.Counters.SendDrops[reason]);
        _pool.AssertAllReturned();
    }

    [Fact]
    public void An_interface_that_comes_back_passes_packets_again()
    {
        NetworkInterface port = Make(Framing.Ip);
        port.SetCarrier(CarrierState.Off);
        port.SetCarrier(CarrierState.On);

        Packet packet = Datagram().Build(_pool);
        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, packet));

        packet.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Going_down_drops_what_waits_for_resolution_and_forgets_the_neighbours_but_for_permanent_ones()
    {
        NetworkInterface port = Make();
        port.AddNeighbour(IpAddress.Parse("10.0.0.3"), Frames.Others);
        Packet packet = PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp().Build(_pool);
        packet.NextHop = IpAddress.Parse("10.0.0.2");
        port.Send(default, packet);
        Assert.True(port.TryTake(out Packet? request));
        request.Return();

        port.SetAdmin(AdminState.Down);

        Assert.Equal(1, port.Counters.SendDrops[DropReason.AdminDown]);
        Assert.Equal("10.0.0.3", Assert.Single(port.SnapshotNeighbours()).Address.ToString());
        Assert.Null(port.NextDeadline);
        _pool.AssertAllReturned();
    }

    [Theory]
    [InlineData("224.0.0.251", "01:00:5e:00:00:fb")]
    [InlineData("239.129.2.3", "01:00:5e:01:02:03")]
    [InlineData("ff02::1:ff12:3456", "33:33:ff:12:34:56")]
    [InlineData("255.255.255.255", "ff:ff:ff:ff:ff:ff")]
    [InlineData("10.0.0.255", "ff:ff:ff:ff:ff:ff")]
    [Rfc(1112, "6.4")]
    public void A_group_or_broadcast_next_hop_needs_no_resolution(string nextHop, string mac)
    {
        NetworkInterface port = Make();
        Packet packet = Datagram().Build(_pool);
        packet.NextHop = IpAddress.Parse(nextHop);

        Assert.Equal(InterfaceVerdict.Transmit, port.Send(default, packet));

        EthernetView frame = Frames.View(packet.Bytes.ToArray());
        Assert.Equal((mac, Frames.Ours), (frame.Destination.ToString(), frame.Source));
        packet.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    [Rfc(3021, "2.2.1")]
    public void The_last_address_of_a_subnet_of_two_is_a_neighbour_and_no_broadcast()
    {
        NetworkInterface port = Make();
        port.AddAddress(IpPrefix.Parse("10.7.0.0/31"));
        Packet packet = Datagram().Build(_pool);
        packet.NextHop = IpAddress.Parse("10.7.0.1");

        Assert.Equal(InterfaceVerdict.Consumed, port.Send(default, packet));

        Assert.Equal(NeighbourState.Incomplete, Assert.Single(port.SnapshotNeighbours()).State);
        port.Stop();
        _pool.AssertAllReturned();
    }

    [Fact]
    [Rfc(894, "Frame Format")]
    public void Nothing_longer_than_the_MTU_is_sent()
    {
        NetworkInterface port = Make(Framing.Ip, mtu: 100);

        Packet fits = Datagram().Payload(72).Build(_pool);
        Assert.Equal(InterfaceVerdict.Transmit, port.Send(default, fits));
        Assert.Equal(InterfaceVerdict.Consumed, port.Send(default, Datagram().Payload(73).Build(_pool)));

        Assert.Equal(1, port.Counters.SendDrops[DropReason.Mtu]);
        fits.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Bare_packets_are_told_apart_by_their_version()
    {
        NetworkInterface port = Make(Framing.Ip);
        Packet ipv4 = Datagram().Build(_pool), ipv6 = PacketBuilder.IPv6().Udp().Build(_pool), other = Datagram().Build(_pool);
        other.Bytes[0] = 0x55;

        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, ipv4));
        Assert.Equal(InterfaceVerdict.Deliver, port.OnPacket(default, ipv6));
        Assert.Equal(InterfaceVerdict.Consumed, port.OnPacket(default, other));
        Assert.Equal(InterfaceVerdict.Consumed, port.OnPacket(default, _pool.Rent()));

        Assert.Equal(2, port.Counters.ReceiveDrops[DropReason.UnknownProtocol]);
        ipv4.Return();
        ipv6.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Every_frame_is_counted_once()
    {
        var node = new TestNode();
        NetworkInterface port = node.AddPort(["10.0.0.1/24"], mac: "02:00:00:00:00:01");
        node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.1"));
        node.Receive(0, Datagram().Ethernet("02:00:00:00:00:02", "02:00:00:00:00:01").ToBytes());
        node.Receive(0, Datagram().Ethernet("02:00:00:00:00:02", "02:00:00:00:00:77").ToBytes());

        InterfaceSnapshot counts = port.Counters.Snapshot();

        Assert.Equal((3, 1, 1), (counts.ReceivedPackets, counts.DeliveredPackets, counts.HandledPackets));
        Assert.Equal(counts.ReceivedPackets, counts.DeliveredPackets + counts.HandledPackets + counts.ReceiveDrops.Sum());
        // The ARP reply and the port unreachable.
        Assert.Equal(2, counts.SentPackets);
        Assert.Equal(counts.SentBytes, node.Sent.Sum(sent => sent.Bytes.Length));
        node.Stop();
    }

    [Theory]
    [InlineData("224.0.0.1/24")]
    [InlineData("0.0.0.0/8")]
    [InlineData("255.255.255.255/32")]
    [InlineData("ff02::1/64")]
    [InlineData("10.0.0.1/16")]
    public void An_address_that_no_interface_can_have_or_that_is_there_already_is_refused(string prefix)
    {
        NetworkInterface port = Make();

        Assert.Throws<ArgumentException>(() => port.AddAddress(IpPrefix.Parse(prefix)));
    }
}
