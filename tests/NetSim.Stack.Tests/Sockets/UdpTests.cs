using System.Runtime.CompilerServices;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Udp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Udp;

namespace NetSim.Stack.Tests.Sockets;

/// <summary>A host with 10.0.0.1/24, 10.0.9.1/24 and fd00::1/64, and UDP sockets on port 9 of both families.</summary>
public sealed class UdpTests
{
    private readonly TestNode _host = new();
    private readonly UdpSocket _ipv4 = new(new IpEndpoint(IpAddress.AnyIPv4, 9));
    private readonly UdpSocket _ipv6 = new(new IpEndpoint(IpAddress.AnyIPv6, 9));

    public UdpTests()
    {
        _host.AddPort(["10.0.0.1/24", "10.0.9.1/24", "fd00::1/64"]);
        _host.Stack.Bind(IpProtocol.Udp, _ipv4.Local, _ipv4, out _);
        _host.Stack.Bind(IpProtocol.Udp, _ipv6.Local, _ipv6, out _);
    }

    private static IpEndpoint End(string address, ushort port) => new(IpAddress.Parse(address), port);

    private static PacketBuilder Datagram(int payload = 5, string to = "10.0.0.1") =>
        PacketBuilder.IPv4("10.0.0.2", to).Udp(1000, 9).Payload(payload);

    private static PacketBuilder DatagramIPv6(int payload = 5) => PacketBuilder.IPv6("fd00::2", "fd00::1").Udp(1000, 9).Payload(payload);

    private Packet Payload(int length, IpEndpoint to = default)
    {
        Packet packet = _host.Pool.Rent(length);
        packet.Append(length).Fill(7);
        packet.Remote = to;
        return packet;
    }

    /// <summary>Hands what the stack delivered to its socket.</summary>
    private (SocketVerdict Verdict, Packet Packet) Read()
    {
        (object recipient, Packet packet) = _host.Received.Dequeue();
        return (((UdpSocket)recipient).OnPacket(_host.Now, packet), packet);
    }

    private byte[] Send(UdpSocket socket, Packet payload)
    {
        Assert.Equal(SocketVerdict.Transmit, socket.Send(_host.Now, payload));
        _host.OnTransmit = (port, packet) =>
        {
            PacketAssert.IsRight(packet);
            _host.Sent.Enqueue((port, packet.Bytes.ToArray()));
            packet.Return();
        };
        _host.Send(payload);
        return _host.TakeOnlySent();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1400)]
    public void A_datagram_is_delivered_as_its_payload_with_both_ends(int length)
    {
        _host.Receive(0, Datagram(length).ToBytes());
        _host.Receive(0, DatagramIPv6(length).ToBytes());

        foreach ((string from, string to) in new[] { ("10.0.0.2:1000", "10.0.0.1:9"), ("[fd00::2]:1000", "[fd00::1]:9") })
        {
            (SocketVerdict verdict, Packet packet) = Read();
            Assert.Equal(SocketVerdict.Deliver, verdict);
            Assert.Equal((from, to, length), (packet.Remote.ToString(), packet.Local.ToString(), packet.Length));
            Assert.Equal(PacketAssert.IsUdp(Datagram(length).ToBytes()).Payload.ToArray(), packet.Bytes.ToArray());
            packet.Return();
        }
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(7)]
    [Rfc(1122, "4.1.3.4")]
    public void A_wrong_checksum_or_length_is_dropped_without_a_word(int at)
    {
        byte[] ipv4 = Datagram().ToBytes(), ipv6 = DatagramIPv6().ToBytes();
        ipv4[20 + at] ^= 0x10;
        ipv6[40 + at] ^= 0x10;

        _host.Receive(0, ipv4);
        _host.Receive(0, ipv6);

        Assert.Equal(2, _host.Stack.Counters.Drops.Total);
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(14)]
    [Rfc(768, "Length")]
    public void A_length_field_below_eight_or_beyond_the_datagram_is_dropped(ushort length)
    {
        byte[] packet = Datagram().ToBytes();
        UdpHeader.SetLength(packet.AsSpan(20), length);

        _host.Receive(0, packet, ChecksumState.Verified);

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    public void What_is_for_a_group_goes_to_all_who_share_the_port()
    {
        UdpSocket[] sharers = [new(End("0.0.0.0", 70)), new(End("0.0.0.0", 70)), new(End("224.0.0.1", 70))];
        foreach (UdpSocket socket in sharers)
            Assert.Equal(BindOutcome.Bound, _host.Stack.BindShared(socket.Local, socket, PortSharing.Address, out _));
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "224.0.0.1").Udp(1000, 70).Payload(5).ToBytes());
        Assert.Equal(3, _host.Received.Count);
        Assert.All(sharers, socket => Assert.Contains(_host.Received, entry => ReferenceEquals(entry.Recipient, socket)));
        while (_host.Received.Count > 0)
        {
            (SocketVerdict verdict, Packet packet) = Read();
            Assert.Equal((SocketVerdict.Deliver, 5), (verdict, packet.Length));
            packet.Return();
        }

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1000, 70).Payload(5).ToBytes());
        (object recipient, Packet alone) = Assert.Single(_host.Received);
        Assert.Same(sharers[1], recipient);
        alone.Return();
        foreach (UdpSocket socket in sharers) Assert.True(_host.Stack.ReleaseShared(socket.Local, socket));
    }

    [Fact]
    public void A_socket_that_shared_a_port_and_is_closed_is_not_kept()
    {
        WeakReference closed = ShareAndClose();
        GC.Collect();
        Assert.False(closed.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference ShareAndClose()
    {
        var socket = new UdpSocket(End("0.0.0.0", 70));
        _host.Stack.BindShared(socket.Local, socket, PortSharing.Address, out _);
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "224.0.0.1").Udp(1000, 70).Payload(5).ToBytes());
        (_, Packet packet) = Read();
        packet.Return();
        // The next one to get this packet overwrites whom it was for.
        Packet again = _host.Pool.Rent();
        again.Recipient = null;
        again.Return();
        Assert.True(_host.Stack.ReleaseShared(socket.Local, socket));
        return new WeakReference(socket);
    }

    [Fact]
    [Rfc(768, "Length")]
    public void Bytes_behind_the_length_of_the_datagram_are_cut()
    {
        byte[] packet = [.. Datagram().ToBytes(), 1, 2, 3];
        Ipv4Header.SetLength(packet, packet.Length);

        _host.Receive(0, packet);

        (_, Packet payload) = Read();
        Assert.Equal(5, payload.Length);
        payload.Return();
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(768, "Checksum")]
    [Rfc(8200, "8.1")]
    public void A_checksum_of_zero_means_none_over_IPv4_and_is_wrong_over_IPv6()
    {
        byte[] ipv4 = Datagram().ToBytes(), ipv6 = DatagramIPv6().ToBytes();
        UdpHeader.SetChecksum(ipv4.AsSpan(20), 0);
        UdpHeader.SetChecksum(ipv6.AsSpan(40), 0);

        _host.Receive(0, ipv4);
        _host.Receive(0, ipv6);

        Read().Packet.Return();
        Assert.Equal(1, _host.Drops(DropReason.Checksum));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(768, "Checksum")]
    [Rfc(1122, "4.1.3.4")]
    public void A_checksum_that_comes_out_as_zero_is_sent_as_all_ones()
    {
        // The payload is what makes the sum over everything else come out as 0xFFFF.
        byte[] zero = PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp(9, 1000).Payload([0, 0]).ToBytes();
        ushort missing = PacketAssert.IsUdp(zero).Checksum;
        Packet payload = _host.Pool.Rent();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(payload.Append(2), missing);
        payload.Remote = End("10.0.0.2", 1000);
        payload.Local = End("10.0.0.1", 0);

        Assert.Equal(SocketVerdict.Transmit, _ipv4.Send(_host.Now, payload));
        NetSim.Wire.Checksums.TransportChecksum.Complete(payload);

        Assert.Equal(0xFFFF, PacketAssert.IsUdp(payload.Bytes).Checksum);
        payload.Return();
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.255")]
    [Rfc(1122, "4.1.3.6")]
    public void A_datagram_from_a_group_or_from_all_is_dropped(string source)
    {
        _host.Receive(0, PacketBuilder.IPv4(source, "10.0.0.1").Udp(1000, 9).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Martian));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "4.1.3.1")]
    public void A_closed_port_is_answered_with_port_unreachable()
    {
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1000, 10).ToBytes());
        _host.Receive(0, PacketBuilder.IPv6("fd00::2", "fd00::1").Udp(1000, 10).ToBytes());

        IcmpView icmp = PacketAssert.IsIcmp(_host.Sent.Dequeue().Bytes);
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Port), (icmp.Type, icmp.Code));
        Icmpv6View icmpv6 = PacketAssert.IsIcmpv6(_host.TakeOnlySent());
        Assert.Equal((Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.Port), (icmpv6.Type, icmpv6.Code));
        Assert.Equal(2, _host.Drops(DropReason.NoSocket));
        _host.AssertQuiet();
    }

    [Fact]
    public void What_is_sent_goes_where_the_packet_says_from_the_best_address()
    {
        byte[] ipv4 = Send(_ipv4, Payload(100, End("10.0.9.7", 53)));
        byte[] ipv6 = Send(_ipv6, Payload(100, End("fd00::7", 53)));

        Ipv4View ip = PacketAssert.IsIPv4(ipv4);
        Assert.Equal(("10.0.9.1", "10.0.9.7"), (ip.Source.ToString(), ip.Destination.ToString()));
        UdpView udp = PacketAssert.IsUdp(ipv4);
        Assert.Equal((9, 53, 100), (udp.SourcePort, udp.DestinationPort, udp.Payload.Length));
        Assert.Equal("fd00::1", PacketAssert.IsIPv6(ipv6).Source.ToString());
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "4.1.4")]
    public void An_application_may_choose_source_TTL_and_service()
    {
        _ipv4.Settings.TimeToLive = 3;
        _ipv4.Settings.Dscp = 46;
        _ipv4.Settings.Ecn = EcnCodepoint.Ect0;
        _ipv4.Settings.DontFragment = true;
        Packet payload = Payload(1, End("10.0.0.7", 53));
        payload.Local = End("10.0.9.1", 0);

        Ipv4View ip = PacketAssert.IsIPv4(Send(_ipv4, payload));

        Assert.Equal(("10.0.9.1", 3, 46, EcnCodepoint.Ect0, true), (ip.Source.ToString(), ip.TimeToLive, ip.Dscp, ip.Ecn, ip.DontFragment));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "4.1.3.5")]
    public void A_received_packet_can_be_sent_back_from_the_address_that_it_was_sent_to()
    {
        _host.Receive(0, Datagram(to: "10.0.9.1").ToBytes());
        (_, Packet packet) = Read();

        byte[] answer = Send(_ipv4, packet);

        Ipv4View ip = PacketAssert.IsIPv4(answer);
        Assert.Equal(("10.0.9.1", "10.0.0.2"), (ip.Source.ToString(), ip.Destination.ToString()));
        Assert.Equal(1000, PacketAssert.IsUdp(answer).DestinationPort);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.3.2")]
    public void The_longest_datagram_is_cut_and_put_together_and_a_longer_one_refused()
    {
        var network = new TestNetwork();
        TestNode a = network.Host("a"), b = network.Host("b");
        a.AddPort(["10.0.0.2/24", "fd00::2/64"]);
        b.AddPort(["10.0.0.1/24", "fd00::1/64"]);
        network.Connect(a, 0, b, 0);
        b.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv4, 9), _ipv4, out _);
        b.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv6, 9), _ipv6, out _);
        foreach ((string to, int longest) in new[] { ("10.0.0.1", 65_507), ("fd00::1", 65_527) })
        {
            var socket = new UdpSocket(new IpEndpoint(to == "10.0.0.1" ? IpAddress.AnyIPv4 : IpAddress.AnyIPv6, 1000));
            Packet tooLong = network.Pool.Rent(longest + 1), longestPacket = network.Pool.Rent(longest);
            tooLong.Append(longest + 1).Clear();
            new Random(1).NextBytes(longestPacket.Append(longest));
            byte[] sent = longestPacket.Bytes.ToArray();
            tooLong.Remote = longestPacket.Remote = End(to, 9);

            Assert.Equal(SocketVerdict.Consumed, socket.Send(default, tooLong));
            Assert.Equal(SocketVerdict.Transmit, socket.Send(default, longestPacket));
            a.Send(longestPacket);
            network.Run();

            (object recipient, Packet received) = b.Received.Dequeue();
            Assert.Equal(SocketVerdict.Deliver, ((UdpSocket)recipient).OnPacket(default, received));
            Assert.True(received.Bytes.SequenceEqual(sent));
            Assert.Equal(1, socket.Drops[DropReason.NotSendable]);
            received.Return();
        }
        network.Stop();
    }

    [Theory]
    [InlineData("0.0.0.0", 53)]
    [InlineData("10.0.0.7", 0)]
    [InlineData("fd00::7", 53)]
    public void What_has_nowhere_to_go_is_dropped_and_counted(string address, ushort port)
    {
        var socket = new UdpSocket(End("10.0.0.1", 9));

        Assert.Equal(SocketVerdict.Consumed, socket.Send(default, Payload(1, End(address, port))));
        Assert.Equal(SocketVerdict.Consumed, socket.Send(default, Payload(1)));

        Assert.Equal(2, socket.Drops[DropReason.NotSendable]);
        _host.AssertQuiet();
    }

    [Fact]
    public void A_connected_socket_hears_its_peer_only_and_sends_to_it_without_being_told()
    {
        var socket = new UdpSocket(default);
        IpEndpoint peer = End("10.0.0.2", 1000);
        (IpEndpoint, IpEndpoint) ends = (new IpEndpoint(IpAddress.AnyIPv4, 77), peer);
        Assert.Equal(BindOutcome.Bound, _host.Stack.Connect(default, IpProtocol.Udp, ends, socket, out IpEndpoint bound));
        socket.Connect(bound, peer);
        Assert.Equal("10.0.0.1:77", bound.ToString());

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1000, 77).ToBytes());
        (SocketVerdict verdict, Packet packet) = Read();
        Assert.Equal(SocketVerdict.Deliver, verdict);
        packet.Return();
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.3", "10.0.0.1").Udp(1000, 77).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.NoSocket));
        _host.Sent.Clear();
        Assert.Equal("10.0.0.2", PacketAssert.IsIPv4(Send(socket, Payload(3))).Destination.ToString());
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "4.1.3.3")]
    public void A_refused_datagram_is_an_error_of_the_socket_that_sent_it()
    {
        byte[] sent = Send(_ipv4, Payload(4, End("10.0.0.2", 53)));
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Icmp(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Port)
            .Payload(sent.AsSpan(0, 28)).ToBytes());

        (SocketVerdict verdict, _) = Read();

        Assert.Equal(SocketVerdict.Error, verdict);
        Assert.True(_ipv4.TryTakeError(out IcmpError error));
        Assert.True(error.IsPortUnreachable);
        Assert.Equal(("10.0.0.2", "10.0.0.2:53"), (error.Reporter.ToString(), error.Destination.ToString()));
        Assert.False(_ipv4.TryTakeError(out _));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(IcmpType.TimeExceeded, 0)]
    [InlineData(IcmpType.TimeExceeded, 1)]
    [InlineData(IcmpType.ParameterProblem, 0)]
    [InlineData(IcmpType.DestinationUnreachable, 1)]
    [Rfc(1122, "3.2.2.4", "4.1.3.3")]
    public void Soft_errors_reach_the_socket_too(IcmpType type, byte code)
    {
        byte[] sent = Send(_ipv4, Payload(4, End("10.0.0.2", 53)));

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.254", "10.0.0.1").Icmp(type, code).Payload(sent.AsSpan(0, 28)).ToBytes());

        Assert.Equal(SocketVerdict.Error, Read().Verdict);
        Assert.True(_ipv4.TryTakeError(out IcmpError error));
        Assert.Equal((byte)type, error.Type);
        Assert.Equal(type == IcmpType.TimeExceeded, error.IsTimeExceeded);
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    [Rfc(4443, "2.4")]
    public void IPv6_errors_of_known_and_unknown_type_reach_the_socket(byte type)
    {
        byte[] sent = Send(_ipv6, Payload(4, End("fd00::2", 53)));

        _host.Receive(0, PacketBuilder.IPv6("fd00::fe", "fd00::1").Icmpv6((Icmpv6Type)type, 0, 1400).Payload(sent).ToBytes());

        Assert.Equal(SocketVerdict.Error, Read().Verdict);
        Assert.True(_ipv6.TryTakeError(out IcmpError error));
        Assert.Equal((type, "fd00::fe"), (error.Type, error.Reporter.ToString()));
        Assert.Equal(type == 2 ? 1400 : null, error.Mtu);
        _host.AssertQuiet();
    }

    [Fact]
    public void An_error_about_a_packet_that_we_did_not_send_reaches_nobody()
    {
        byte[] foreign = PacketBuilder.IPv4("10.0.0.9", "10.0.0.2").Udp(9, 53).ToBytes();

        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Icmp(IcmpType.DestinationUnreachable, 3).Payload(foreign).ToBytes());
        _host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Icmp(IcmpType.DestinationUnreachable, 3).Payload(3).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Ignored));
        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    public void A_datagram_to_a_closed_port_of_ones_own_comes_back_as_an_error()
    {
        Packet payload = Payload(4, End("127.0.0.1", 99));
        Assert.Equal(SocketVerdict.Transmit, _ipv4.Send(default, payload));

        _host.Send(payload);

        Assert.Equal(SocketVerdict.Error, Read().Verdict);
        Assert.True(_ipv4.Error!.Value.IsPortUnreachable);
        _host.AssertQuiet();
    }

    [Fact]
    public void A_received_packet_that_is_sent_on_and_cut_does_not_come_back_to_its_receiver()
    {
        byte[] big = PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Udp(1000, 9).Payload(4000).ToBytes();
        _host.Receive(0, big, ChecksumState.Verified);
        (_, Packet packet) = Read();
        Assert.Same(_ipv4, packet.Recipient);

        _ipv4.Send(default, packet);
        _host.Send(packet);

        Assert.Empty(_host.Received);
        Assert.Equal(3, _host.Sent.Count);
        _host.Stop();
    }

    [Fact]
    [Rfc(5082, "3")]
    public void What_came_over_more_hops_than_the_socket_allows_is_dropped()
    {
        (_ipv4.LeastTimeToLive, _ipv6.LeastTimeToLive) = (255, 255);
        foreach (byte hops in new byte[] { 254, 255 })
        {
            _host.Receive(0, Datagram().HopLimit(hops).ToBytes());
            _host.Receive(0, DatagramIPv6().HopLimit(hops).ToBytes());
        }

        Assert.Equal(SocketVerdict.Consumed, Read().Verdict);
        Assert.Equal(SocketVerdict.Consumed, Read().Verdict);
        for (int i = 0; i < 2; i++)
        {
            (SocketVerdict verdict, Packet packet) = Read();
            Assert.Equal(SocketVerdict.Deliver, verdict);
            packet.Return();
        }

        Assert.Equal((1, 1), (_ipv4.Drops[DropReason.TooFar], _ipv6.Drops[DropReason.TooFar]));
        _host.AssertQuiet();
    }

    [Fact]
    public void A_socket_that_is_bound_to_an_interface_hears_no_other()
    {
        _host.AddPort(["10.7.0.1/24"]);
        _ipv4.Settings.Interface = 1;

        _host.Receive(0, Datagram().ToBytes());
        Assert.Equal(SocketVerdict.Consumed, Read().Verdict);
        Assert.Equal(1, _ipv4.Drops[DropReason.NoSocket]);
        _host.Receive(1, Datagram(to: "10.7.0.1").ToBytes());

        (SocketVerdict verdict, Packet packet) = Read();
        Assert.Equal(SocketVerdict.Deliver, verdict);
        packet.Return();
        _host.AssertQuiet();
    }
}
