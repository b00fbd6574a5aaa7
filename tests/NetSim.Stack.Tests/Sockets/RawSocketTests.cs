using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Icmp;
using NetSim.Stack.Sockets.Raw;
using NetSim.Stack.Sockets.Udp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Sockets;

/// <summary>Raw and echo sockets, and TCP segments that nobody wants: a host with 10.0.0.1/24 and fd00::1/64.</summary>
public sealed class RawSocketTests
{
    private readonly TestNode _host = new();

    public RawSocketTests() => _host.AddPort(["10.0.0.1/24", "fd00::1/64"]);

    private RawSocket Open(IpAddress local, IpProtocol protocol)
    {
        var socket = new RawSocket(RawSocketOptions.For(local, protocol));
        _host.Stack.BindRaw(local, protocol, socket);
        return socket;
    }

    [Fact]
    public void Every_raw_socket_gets_a_copy_and_nobody_loses_anything_by_it()
    {
        RawSocket a = Open(IpAddress.AnyIPv4, IpProtocol.Udp), b = Open(IpAddress.Parse("10.0.0.1"), IpProtocol.Udp);
        Open(IpAddress.AnyIPv4, IpProtocol.Tcp);
        Open(IpAddress.AnyIPv6, IpProtocol.Udp);
        var udp = new UdpSocket(new IpEndpoint(IpAddress.AnyIPv4, 9));
        _host.Stack.Bind(IpProtocol.Udp, udp.Local, udp, out _);
        byte[] datagram = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").IPv4Options(0x9E, 4, 1, 2)
            .WithIPv4(f => f with { Dscp = 46, Identification = 0xBEEF })
            .Udp(1000, 9).Payload(33).ToBytes();

        _host.Receive(0, datagram);

        Assert.Equal([udp, a, b], _host.Received.Select(entry => entry.Recipient));
        foreach ((object recipient, Packet packet) in _host.Received)
        {
            if (recipient is RawSocket raw)
            {
                Assert.Equal(SocketVerdict.Deliver, raw.OnPacket(default, packet));
                Assert.Equal(("10.0.0.2:0", "10.0.0.1:0"), (packet.Remote.ToString(), packet.Local.ToString()));
            }
            PacketAssert.Is(datagram, packet.Bytes);
        }
        _host.Stop();
    }

    [Theory]
    [InlineData(IpProtocol.Udp)]
    [InlineData(IpProtocol.Tcp)]
    [InlineData(IpProtocol.Icmp)]
    public void What_a_raw_socket_wants_for_itself_the_stack_neither_delivers_nor_answers(IpProtocol protocol)
    {
        var raw = new RawSocket(RawSocketOptions.For(IpAddress.AnyIPv4, protocol) with { Reach = RawReach.Exclusive });
        _host.Stack.BindRaw(IpAddress.AnyIPv4, protocol, raw, raw.Options.Reach);
        RawSocket other = Open(IpAddress.AnyIPv4, protocol);
        var udp = new UdpSocket(new IpEndpoint(IpAddress.AnyIPv4, 9));
        _host.Stack.Bind(IpProtocol.Udp, udp.Local, udp, out _);
        PacketBuilder packet = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1");
        byte[] bytes = (protocol switch
        {
            IpProtocol.Udp => packet.Udp(1000, 9),
            IpProtocol.Tcp => packet.Tcp(1000, 80, TcpFlags.Syn),
            _ => packet.Echo(),
        }).ToBytes();

        _host.Receive(0, bytes);

        Assert.Equal([raw, other], _host.Received.Select(entry => entry.Recipient));
        foreach ((_, Packet copy) in _host.Received) PacketAssert.Is(bytes, copy.Bytes);
        Assert.Empty(_host.Sent);
        Assert.True(_host.Stack.ReleaseRaw(IpAddress.AnyIPv4, protocol, raw));
        _host.Stop();
    }

    [Fact]
    public void A_raw_socket_sees_what_is_for_closed_ports_and_the_answer_is_sent_all_the_same()
    {
        RawSocket raw = Open(IpAddress.AnyIPv4, IpProtocol.Udp);

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1000, 9).ToBytes());

        Assert.Same(raw, Assert.Single(_host.Received).Recipient);
        Assert.Equal((byte)IcmpUnreachableCode.Port, PacketAssert.IsIcmp(_host.TakeOnlySent()).Code);
        _host.Stop();
    }

    [Fact]
    public void A_raw_socket_of_an_otherwise_unknown_protocol_makes_it_known()
    {
        Open(IpAddress.AnyIPv4, (IpProtocol)200);

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Protocol((IpProtocol)200).Payload(5).ToBytes());

        Assert.Single(_host.Received);
        Assert.Empty(_host.Sent);
        _host.Stop();
    }

    [Fact]
    [Rfc(3542, "3")]
    public void Over_IPv6_a_raw_socket_gets_the_message_without_its_header()
    {
        RawSocket raw = Open(IpAddress.AnyIPv6, IpProtocol.Udp);
        byte[] datagram = PacketBuilder.IPv6("fd00::2", "fd00::1").Extension(IpProtocol.DestinationOptions, 0, 0, 1, 4, 0, 0, 0, 0)
            .Udp(1000, 9).Payload(5).ToBytes();

        _host.Receive(0, datagram);

        Packet packet = _host.TakeOnlyReceived();
        raw.OnPacket(default, packet);
        PacketAssert.Is(datagram.AsSpan(48), packet.Bytes);
        packet.Return();
        _host.Stop();
    }

    [Fact]
    public void A_copy_of_a_partial_packet_has_its_checksum_filled_in()
    {
        RawSocket raw = Open(IpAddress.AnyIPv4, IpProtocol.Udp);
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1000, 9).Payload(5).Checksum(ChecksumState.Partial)
            .Build(_host.Pool));

        Packet packet = _host.TakeOnlyReceived();
        raw.OnPacket(default, packet);

        PacketAssert.Is(PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1000, 9).Payload(5).ToBytes(), packet.Bytes);
        packet.Return();
        _host.Stop();
    }

    [Fact]
    public void What_a_raw_socket_sends_with_its_own_header_leaves_bit_for_bit()
    {
        var raw = new RawSocket(new RawSocketOptions { Local = IpAddress.AnyIPv4, Protocol = IpProtocol.Udp, OnSend = IpHeader.Included });
        byte[] bytes = PacketBuilder.IPv4("192.0.2.7", "10.0.0.2").IPv4Options(0x9E, 4, 1, 2)
            .WithIPv4(f => f with { Dscp = 3, Identification = 0xBEEF })
            .HopLimit(3).Udp().Payload(9).ToBytes();
        bytes[10] ^= 0x55;
        Packet packet = _host.Pool.Rent();
        bytes.CopyTo(packet.Append(bytes.Length));

        Assert.Equal(SocketVerdict.Transmit, raw.Send(default, packet));
        _host.Send(packet);

        PacketAssert.Is(bytes, _host.TakeOnlySent());
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("192.0.2.7", "198.51.100.1")]
    [InlineData("2001:db8::7", "2001:db8:1::1")]
    public void No_error_goes_to_a_source_that_a_raw_socket_invented(string source, string destination)
    {
        _host.AddRoute("192.0.2.0/24", 0).AddRoute("2001:db8::/64", 0);
        Packet packet = PacketBuilder.Between(IpAddress.Parse(source), IpAddress.Parse(destination)).Udp().Build(_host.Pool);
        packet.IsHeaderIncluded = true;

        _host.Send(packet);

        Assert.Equal(1, _host.Drops(DropReason.NoRoute));
        _host.AssertQuiet();
    }

    [Fact]
    public void What_a_raw_socket_sends_without_a_header_gets_one()
    {
        var raw = new RawSocket(RawSocketOptions.For(IpAddress.AnyIPv4, (IpProtocol)200));
        raw.Settings.TimeToLive = 5;
        Packet packet = _host.Pool.Rent();
        packet.Append(10).Fill(3);
        packet.Remote = new IpEndpoint(IpAddress.Parse("10.0.0.2"), 0);

        raw.Send(default, packet);
        _host.Send(packet);

        byte[] sent = _host.TakeOnlySent();
        Assert.Equal(("10.0.0.1", 5, 30), (PacketAssert.IsIPv4(sent).Source.ToString(), PacketAssert.IsIPv4(sent).TimeToLive, sent.Length));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(3542, "3.1")]
    public void The_checksum_of_a_raw_ICMPv6_message_is_computed_for_its_sender()
    {
        var raw = new RawSocket(RawSocketOptions.For(IpAddress.AnyIPv6, IpProtocol.Icmpv6));
        Packet packet = _host.Pool.Rent();
        byte[] message = [128, 0, 0xAA, 0xBB, 0, 1, 0, 2, 9];
        message.CopyTo(packet.Append(message.Length));
        packet.Remote = new IpEndpoint(IpAddress.Parse("fd00::2"), 0);

        raw.Send(default, packet);
        _host.OnTransmit = (_, sent) =>
        {
            PacketAssert.IsRight(sent);
            Assert.Equal("fd00::1", PacketAssert.IsIPv6(sent.Bytes).Source.ToString());
            sent.Return();
        };
        _host.Send(packet);

        _host.AssertQuiet();
    }

    [Fact]
    public void A_released_raw_socket_gets_nothing_more()
    {
        RawSocket raw = Open(IpAddress.AnyIPv4, (IpProtocol)200);
        Assert.True(_host.Stack.ReleaseRaw(IpAddress.AnyIPv4, (IpProtocol)200, raw));

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Protocol((IpProtocol)200).ToBytes());

        Assert.Empty(_host.Received);
        _host.Stop();
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2")]
    [InlineData("fd00::1", "fd00::2")]
    public void An_echo_socket_gets_the_data_back_with_sequence_and_remaining_hops(string own, string peer)
    {
        var network = new TestNetwork();
        TestNode a = network.Host("a"), b = network.Host("b");
        a.AddPort([own + (own.Contains(':') ? "/64" : "/24")]);
        b.AddPort([peer + (peer.Contains(':') ? "/64" : "/24")]);
        network.Connect(a, 0, b, 0);
        IpAddress any = own.Contains(':') ? IpAddress.AnyIPv6 : IpAddress.AnyIPv4;
        IpProtocol protocol = own.Contains(':') ? IpProtocol.Icmpv6 : IpProtocol.Icmp;
        object owner = new();
        a.Stack.Bind(protocol, new IpEndpoint(any, 0), owner, out IpEndpoint bound);
        var ping = new EchoSocket(bound);
        Packet data = network.Pool.Rent();
        new byte[] { 1, 2, 3 }.CopyTo(data.Append(3));

        Assert.Equal(SocketVerdict.Transmit, ping.Send(data, IpAddress.Parse(peer), 42));
        a.Send(data);
        network.Run();

        Packet reply = a.TakeOnlyReceived();
        Assert.Equal(SocketVerdict.Deliver, ping.OnPacket(default, reply));
        Assert.Equal([1, 2, 3], reply.Bytes.ToArray());
        Assert.Equal(new EchoResult(42, IpAddress.Parse(peer), 64, null), ping.Result);
        reply.Return();
        network.Stop();
    }

    [Fact]
    public void An_echo_socket_learns_of_errors_with_the_sequence_of_its_request()
    {
        _host.Stack.Bind(IpProtocol.Icmp, new IpEndpoint(IpAddress.AnyIPv4, 0x77), this, out IpEndpoint bound);
        var ping = new EchoSocket(bound);
        ping.Settings.TimeToLive = 1;
        Packet data = _host.Pool.Rent();
        ping.Send(data, IpAddress.Parse("10.0.0.2"), 3);
        _host.Send(data);
        byte[] request = _host.TakeOnlySent();

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.254", "10.0.0.1").Icmp(IcmpType.TimeExceeded).Payload(request).ToBytes());

        Assert.Equal(SocketVerdict.Error, ping.OnPacket(default, _host.TakeOnlyReceived()));
        Assert.Equal((3, "10.0.0.254", true), (ping.Result.Sequence, ping.Result.From.ToString(), ping.Result.Error!.Value.IsTimeExceeded));
        _host.AssertQuiet();
    }

    [Fact]
    public void An_echo_reply_that_nobody_waits_for_is_dropped()
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Icmp(IcmpType.EchoReply, 0, 0x770001).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.NoSocket));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("10.0.0.2", "10.0.0.1")]
    [InlineData("fd00::2", "fd00::1")]
    public void A_TCP_segment_that_nobody_wants_is_answered_with_a_reset(string from, string to)
    {
        PacketBuilder segment = PacketBuilder.Between(IpAddress.Parse(from), IpAddress.Parse(to)).Tcp(1000, 80, TcpFlags.Syn, sequence: 7);

        _host.Receive(0, segment.ToBytes());
        Packet? sent = null;
        _host.OnTransmit = (_, packet) => sent = packet;
        _host.Receive(0, segment.ToBytes());

        TcpView reset = PacketAssert.IsTcp(_host.Sent.Dequeue().Bytes);
        Assert.Equal((TcpFlags.Rst | TcpFlags.Ack, 8u), (reset.Flags, reset.AcknowledgmentNumber.Value));
        Assert.Equal((80, 1000), (reset.SourcePort, reset.DestinationPort));
        PacketAssert.IsRight(sent!);
        sent!.Return();
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.255")]
    [InlineData("224.0.0.1")]
    public void A_TCP_segment_to_all_is_dropped_without_a_word(string destination)
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", destination).Tcp(1000, 80, TcpFlags.Syn).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.LinkGroup));
        _host.AssertQuiet();
    }
}
