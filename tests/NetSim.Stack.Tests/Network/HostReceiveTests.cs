using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Network;

/// <summary>
/// What a host lets in (RFC 1122 3.2.1, RFC 8200 section 3): a host with 10.0.0.1/24 and fd00::1/64, and a UDP socket on port 9 that hears
/// all.
/// </summary>
public sealed class HostReceiveTests
{
    private readonly TestNode _host = new();

    public HostReceiveTests()
    {
        _host.AddPort(["10.0.0.1/24", "fd00::1/64"]);
        _host.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv4, 9), this, out _);
        _host.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv6, 9), this, out _);
    }

    private static PacketBuilder Datagram(string source = "10.0.0.2", string destination = "10.0.0.1") =>
        PacketBuilder.IPv4(source, destination).Udp(1000, 9).Payload(12);

    private static PacketBuilder DatagramIPv6(string source = "fd00::2", string destination = "fd00::1") =>
        PacketBuilder.IPv6(source, destination).Udp(1000, 9).Payload(12);

    [Theory]
    [InlineData(0, 0x65)]
    [InlineData(0, 0x44)]
    [InlineData(2, 0xFF)]
    [InlineData(3, 19)]
    [Rfc(1122, "3.2.1.1")]
    public void A_wrong_version_header_length_or_total_length_is_dropped_without_a_word(int at, byte value)
    {
        byte[] packet = Datagram().ToBytes();
        packet[at] = value;

        _host.Receive(0, packet);

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.1.2")]
    public void A_header_checksum_is_verified_only_if_nobody_vouches_for_it()
    {
        byte[] packet = Datagram().ToBytes();
        packet[11] ^= 0x40;

        _host.Receive(0, packet);
        Assert.Equal(1, _host.Drops(DropReason.Checksum));
        _host.Receive(0, packet, ChecksumState.Verified);

        _host.TakeOnlyReceived().Return();
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.255")]
    [InlineData("0.0.0.0")]
    [InlineData("255.1.2.3")]
    [Rfc(1122, "3.2.1.3")]
    public void A_source_that_is_broadcast_group_loopback_or_our_own_is_dropped(string source)
    {
        _host.Receive(0, Datagram(source).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Martian));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.1.3")]
    public void A_packet_for_somebody_else_is_dropped_and_never_forwarded()
    {
        _host.Receive(0, Datagram(destination: "10.0.0.99").ToBytes());
        _host.Receive(0, DatagramIPv6(destination: "fd00::99").ToBytes());
        _host.Receive(0, Datagram(destination: "192.0.2.1").ToBytes());

        Assert.Equal(3, _host.Drops(DropReason.NotForUs));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(255)]
    [Rfc(1122, "3.2.1.7")]
    public void The_remaining_hops_of_a_packet_that_has_arrived_do_not_matter(byte hops)
    {
        _host.Receive(0, Datagram().HopLimit(hops).ToBytes());
        _host.Receive(0, DatagramIPv6().HopLimit(hops).ToBytes());

        Assert.Equal(2, _host.Received.Count);
        _host.Stop();
    }

    [Fact]
    [Rfc(1122, "3.2.1.7")]
    public void Nothing_is_sent_with_no_hops_to_go()
    {
        _host.Send(Datagram("10.0.0.1", "10.0.0.2").HopLimit(0).Build(_host.Pool));
        _host.Send(DatagramIPv6("fd00::1", "fd00::2").HopLimit(0).Build(_host.Pool));

        Assert.Equal(2, _host.Drops(DropReason.NotSendable));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(new byte[] { 0x9E, 4, 1, 2 }, true)]
    [InlineData(new byte[] { 1, 1, 1, 0 }, true)]
    [InlineData(new byte[] { 0x44, 0, 5, 0 }, false)]
    [InlineData(new byte[] { 0x44, 1, 5, 0 }, false)]
    [InlineData(new byte[] { 0x44, 9, 5, 0 }, false)]
    [Rfc(9293, "MUST-50")]
    [Rfc(1122, "3.2.1.8")]
    public void Unknown_options_do_not_matter_and_malformed_ones_do_no_harm(byte[] options, bool arrives)
    {
        _host.Receive(0, Datagram().IPv4Options(options).ToBytes());

        Assert.Equal(arrives ? 1 : 0, _host.Received.Count);
        Assert.Equal(arrives ? 0 : 1, _host.Drops(DropReason.Malformed));
        _host.Stop();
    }

    [Theory]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.255")]
    [InlineData("224.0.0.1")]
    public void What_is_for_all_reaches_the_socket_with_the_address_that_it_was_sent_to(string destination)
    {
        _host.Receive(0, Datagram(destination: destination).ToBytes());

        Packet packet = _host.TakeOnlyReceived();
        Assert.Equal(destination, PacketAssert.IsIPv4(packet.Bytes).Destination.ToString());
        Assert.Equal(20, packet.TransportOffset);
        packet.Return();
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1112, "7.2")]
    public void A_group_that_nobody_here_joined_is_not_for_us()
    {
        _host.Receive(0, Datagram(destination: "239.1.1.1").ToBytes());
        _host.Receive(0, DatagramIPv6(destination: "ff02::77").ToBytes());
        Assert.Equal(2, _host.Drops(DropReason.NotForUs));
        _host.Port(0).JoinGroup(_host.Now, IpAddress.Parse("239.1.1.1"));
        _host.Port(0).JoinGroup(_host.Now, IpAddress.Parse("ff02::77"));

        _host.Receive(0, Datagram(destination: "239.1.1.1").ToBytes());
        _host.Receive(0, DatagramIPv6(destination: "ff02::77").ToBytes());

        Assert.Equal(2, _host.Received.Count);
        _host.Stop();
    }

    [Fact]
    [Rfc(1122, "3.3.6")]
    public void A_packet_for_us_in_a_frame_to_all_is_dropped_silently()
    {
        var host = new TestNode();
        host.AddPort(["10.0.0.1/24", "fd00::1/64"], mac: "02:00:00:00:00:01");

        host.Receive(0, Datagram().Ethernet(destination: "ff:ff:ff:ff:ff:ff").ToBytes());
        host.Receive(0, DatagramIPv6().Ethernet(destination: "33:33:00:00:00:01").ToBytes());

        Assert.Equal(2, host.Drops(DropReason.LinkGroup));
        host.AssertQuiet();
    }

    [Fact]
    [Rfc(894, "Frame Format")]
    public void Padding_is_not_passed_up()
    {
        _host.Receive(0, [.. Datagram().ToBytes(), 1, 2, 3]);

        Packet packet = _host.TakeOnlyReceived();
        Assert.Equal(20 + 8 + 12, packet.Length);
        packet.Return();
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.2.1")]
    public void An_unknown_protocol_is_answered_with_protocol_unreachable()
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Protocol((IpProtocol)200).Payload(12).ToBytes());

        IcmpView icmp = PacketAssert.IsIcmp(_host.TakeOnlySent());
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Protocol), (icmp.Type, icmp.Code));
        Assert.Equal(1, _host.Drops(DropReason.UnknownProtocol));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0, 0x50)]
    [InlineData(4, 0xFF)]
    [Rfc(8200, "3")]
    public void A_wrong_IPv6_version_or_a_payload_length_beyond_the_frame_is_dropped(int at, byte value)
    {
        byte[] packet = DatagramIPv6().ToBytes();
        packet[at] = value;

        _host.Receive(0, packet);

        Assert.Equal(1, _host.Port(0).Counters.ReceiveDrops.Total + _host.Stack.Counters.Drops.Total);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(4291, "2.5.5.2")]
    public void An_IPv6_address_in_its_IPv4_form_is_not_legal_on_the_wire()
    {
        byte[] packet = DatagramIPv6().ToBytes();
        IpAddress.AnyIPv6.Write(packet.AsSpan(8));
        (packet[18], packet[19]) = (0xFF, 0xFF);

        _host.Receive(0, packet);

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(4007, "9")]
    public void A_link_local_address_of_another_interface_is_not_meant()
    {
        var host = new TestNode();
        host.AddPort(["fe80::1/64"]);
        host.AddPort(["fe80::2/64"]);

        host.Receive(0, DatagramIPv6("fe80::9", "fe80::2").ToBytes());

        Assert.Equal(1, host.Drops(DropReason.NotForUs));
        host.AssertQuiet();
    }

    [Fact]
    public void Addresses_can_come_and_go_while_packets_flow()
    {
        NetworkInterface port = _host.Port(0);
        port.AddAddress(IpPrefix.Parse("10.5.0.1/24"));
        _host.Receive(0, Datagram(destination: "10.5.0.1").ToBytes());
        _host.TakeOnlyReceived().Return();

        Assert.True(port.RemoveAddress(IpAddress.Parse("10.5.0.1")));
        _host.Receive(0, Datagram(destination: "10.5.0.1").ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.NotForUs));
        _host.AssertQuiet();
    }
}
