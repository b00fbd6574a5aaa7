using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Tests.Network;

/// <summary>A host with 10.0.0.1/24, 10.0.9.1/24 and fd00::1/64 on one link of bare IP.</summary>
public sealed class EchoTests
{
    private readonly TestNode _host = Make();

    private static TestNode Make(GroupEcho groupEcho = GroupEcho.IgnoreIPv4, int mtu = 1500)
    {
        var host = new TestNode("host", new HostStackOptions { Ip = new IpOptions { GroupEcho = groupEcho } });
        host.AddPort(["10.0.0.1/24", "10.0.9.1/24", "fd00::1/64"], mtu: mtu);
        return host;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(1472)]
    [Rfc(1122, "3.2.2.6")]
    [Rfc(792, "Echo")]
    public void An_echo_request_comes_back_with_the_same_identifier_sequence_and_data(int size)
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Echo(0x1234, 7).Payload(size).HopLimit(1).ToBytes());

        byte[] reply = _host.TakeOnlySent();
        PacketAssert.IsRightOnTheWire(reply);
        Ipv4View ip = PacketAssert.IsIPv4(reply);
        IcmpView icmp = PacketAssert.IsIcmp(reply);
        Assert.Equal(("10.0.0.1", "10.0.0.2", 64), (ip.Source.ToString(), ip.Destination.ToString(), ip.TimeToLive));
        Assert.Equal((IcmpType.EchoReply, (byte)0, (ushort)0x1234, (ushort)7), (icmp.Type, icmp.Code, icmp.Identifier, icmp.Sequence));
        byte[] data = PacketAssert.IsIcmp(PacketBuilder.IPv4().Echo().Payload(size).ToBytes()).Payload.ToArray();
        Assert.Equal(data, icmp.Payload.ToArray());
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(56)]
    [InlineData(1452)]
    [Rfc(4443, "4.2")]
    public void An_IPv6_echo_request_comes_back_with_the_same_identifier_sequence_and_data(int size)
    {
        _host.Receive(0, PacketBuilder.IPv6("fd00::2", "fd00::1").Echo(0x1234, 7).Payload(size).ToBytes());

        byte[] reply = _host.TakeOnlySent();
        PacketAssert.IsRightOnTheWire(reply);
        Ipv6View ip = PacketAssert.IsIPv6(reply);
        Icmpv6View icmp = PacketAssert.IsIcmpv6(reply);
        Assert.Equal(("fd00::1", "fd00::2"), (ip.Source.ToString(), ip.Destination.ToString()));
        Assert.Equal((Icmpv6Type.EchoReply, (ushort)0x1234, (ushort)7), (icmp.Type, icmp.Identifier, icmp.Sequence));
        Assert.Equal(size, icmp.Payload.Length);
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(ChecksumState.Partial)]
    [InlineData(ChecksumState.Verified)]
    [InlineData(ChecksumState.Complete)]
    public void The_reply_is_right_whatever_is_known_of_the_requests_checksum(ChecksumState state)
    {
        var given = new List<Packet>();
        _host.OnTransmit = (_, packet) => given.Add(packet);
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Echo().Payload(33).Checksum(state).Build(_host.Pool));
        _host.Receive(0, PacketBuilder.IPv6("fd00::2", "fd00::1").Echo().Payload(33).Checksum(state).Build(_host.Pool));

        Assert.Equal(2, given.Count);
        foreach (Packet reply in given)
        {
            PacketAssert.IsRight(reply);
            reply.Return();
        }
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.3.4.2")]
    public void The_reply_comes_from_the_address_that_was_asked_of_several()
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.9.1").Echo().ToBytes());

        Assert.Equal("10.0.9.1", PacketAssert.IsIPv4(_host.TakeOnlySent()).Source.ToString());
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(1500)]
    [InlineData(68)]
    [InlineData(9000)]
    [Rfc(1122, "3.2.2.6")]
    public void The_longest_echo_that_there_is_arrives_in_fragments_and_comes_back_whole(int mtu)
    {
        const int Longest = 65_507;
        var network = new TestNetwork();
        TestNode asker = network.Host("asker"), host = network.Host("host");
        asker.AddPort(["10.0.0.2/24"], mtu: mtu);
        host.AddPort(["10.0.0.1/24"], mtu: mtu);
        network.Connect(asker, 0, host, 0);
        object socket = new();
        asker.Stack.Bind(IpProtocol.Icmp, new(IpAddress.AnyIPv4, 0x77), socket, out _);

        asker.Send(PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Echo(0x77, 1).Payload(Longest).Build(network.Pool));
        network.Run();

        Packet reply = asker.TakeOnlyReceived();
        byte[] sent = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Echo(0x77, 1).Payload(Longest).ToBytes();
        Assert.Equal(65_535, reply.Length);
        Assert.True(reply.Bytes[28..].SequenceEqual(sent.AsSpan(28)));
        PacketAssert.IsRight(reply);
        Assert.All(network.Log, frame => Assert.InRange(frame.Bytes.Length, 1, mtu));
        reply.Return();
        network.Stop();
    }

    [Fact]
    public void A_request_with_options_that_record_nothing_is_answered_without_them()
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").IPv4Options(148, 4, 0, 0).Echo(3, 4).Payload(9).ToBytes());

        byte[] reply = _host.TakeOnlySent();
        Assert.Equal(20 + 8 + 9, reply.Length);
        PacketAssert.IsRightOnTheWire(reply);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.2")]
    public void A_request_with_a_wrong_checksum_is_dropped()
    {
        byte[] ipv4 = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Echo().Payload(9).ToBytes();
        byte[] ipv6 = PacketBuilder.IPv6("fd00::2", "fd00::1").Echo().Payload(9).ToBytes();
        ipv4[^1] ^= 1;
        ipv6[^1] ^= 1;

        _host.Receive(0, ipv4);
        _host.Receive(0, ipv6);

        Assert.Equal(2, _host.Drops(DropReason.Checksum));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(42)]
    [InlineData(255)]
    [Rfc(1122, "3.2.2")]
    [Rfc(6918, "2")]
    public void Messages_that_are_obsolete_unknown_or_not_ours_to_answer_are_dropped_silently(byte type)
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Icmp((IcmpType)type).Payload(40).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Ignored));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(130)]
    [InlineData(133)]
    [InlineData(134)]
    [InlineData(135)]
    [InlineData(200)]
    [Rfc(4443, "2.4")]
    public void IPv6_messages_that_are_not_ours_to_answer_are_dropped_silently(byte type)
    {
        _host.Receive(0, PacketBuilder.IPv6("fd00::2", "fd00::1").Icmpv6((Icmpv6Type)type).Payload(40).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Ignored));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.255")]
    [InlineData("224.0.0.1")]
    [Rfc(1122, "3.2.2.6")]
    public void An_IPv4_echo_to_all_is_answered_only_if_that_was_chosen(string destination)
    {
        byte[] request = PacketBuilder.IPv4("10.0.0.2", destination).Echo().ToBytes();
        _host.Receive(0, request);
        Assert.Equal(1, _host.Drops(DropReason.Filtered));
        _host.AssertQuiet();
        TestNode friendly = Make(GroupEcho.Answer);

        friendly.Receive(0, request);

        byte[] reply = friendly.TakeOnlySent();
        Assert.Equal("10.0.0.1", PacketAssert.IsIPv4(reply).Source.ToString());
        PacketAssert.IsRightOnTheWire(reply);
        friendly.AssertQuiet();
    }

    [Fact]
    [Rfc(4443, "4.2")]
    public void An_IPv6_echo_to_all_nodes_is_answered_from_a_unicast_address()
    {
        _host.Receive(0, PacketBuilder.IPv6("fd00::2", "ff02::1").Echo().Payload(5).ToBytes());

        byte[] reply = _host.TakeOnlySent();
        Assert.Equal("fd00::1", PacketAssert.IsIPv6(reply).Source.ToString());
        PacketAssert.IsRightOnTheWire(reply);
        _host.AssertQuiet();
    }

    [Fact]
    public void An_echo_to_itself_turns_round_inside()
    {
        object socket = new();
        _host.Stack.Bind(IpProtocol.Icmp, new(IpAddress.AnyIPv4, 5), socket, out _);
        foreach (string self in new[] { "10.0.0.1", "127.0.0.1", "127.9.9.9" })
        {
            _host.Send(PacketBuilder.IPv4(self, self).Echo(5, 1).Payload(7).Build(_host.Pool));

            Packet reply = _host.TakeOnlyReceived();
            Assert.Equal(IcmpType.EchoReply, PacketAssert.IsIcmp(reply.Bytes).Type);
            reply.Return();
        }
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "5.3.7")]
    public void A_packet_from_and_to_our_own_address_that_came_from_outside_is_dropped()
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.1", "10.0.0.1").Tcp().ToBytes());
        _host.Receive(0, PacketBuilder.IPv6("fd00::1", "fd00::1").Echo().ToBytes());

        Assert.Equal(2, _host.Drops(DropReason.Martian));
        _host.AssertQuiet();
    }
}
