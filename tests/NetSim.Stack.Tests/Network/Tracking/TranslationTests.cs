using NetSim.Stack.Network;
using NetSim.Stack.Network.Tracking;
using NetSim.Stack.Sockets;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Network.Tracking;

/// <summary>
/// A translator between 192.168.1.0/24 (interface 0, inside) and 203.0.113.0/24 (interface 1, outside), with a default route over the
/// outside. Its outside address is 203.0.113.1, and port 8080 there leads to 192.168.1.2:80.
/// </summary>
public sealed class TranslationTests
{
    private const string A = "192.168.1.2", B = "192.168.1.3", Outer = "203.0.113.1", Server = "198.51.100.7", Other = "198.51.100.8";
    private const int Inside = 0, Outside = 1;

    private readonly TestNode _nat = Make();

    private static TestNode Make(NatFiltering filtering = NatFiltering.EndpointIndependent, int limit = 1000, int insideMtu = 1500)
    {
        var translation = new TranslationOptions
        {
            Outside = Outside,
            Filtering = filtering,
            Forwards = [new PortForward(IpProtocol.Tcp, 8080, IpEndpoint.Parse(A + ":80"))],
        };
        var ip = new IpOptions
        {
            Forwarding = Forwarding.On,
            Translation = translation,
            Tracking = TrackingOptions.Default with { Limit = limit },
        };
        var nat = new TestNode("nat", new HostStackOptions { Ip = ip });
        nat.AddPort(["192.168.1.1/24"], mtu: insideMtu);
        nat.AddPort([Outer + "/24"]);
        return nat.AddRoute("0.0.0.0/0", Outside, "203.0.113.254");
    }

    private static PacketBuilder Udp(string from, ushort port, string to, ushort toPort) =>
        PacketBuilder.IPv4(from, to).Udp(port, toPort).Payload(32);

    private static PacketBuilder Tcp(string from, ushort port, string to, ushort toPort, TcpFlags flags) =>
        PacketBuilder.IPv4(from, to).Tcp(port, toPort, flags);

    /// <summary>What comes out at the other side; null if nothing does.</summary>
    private byte[]? Pass(int port, PacketBuilder packet) => Pass(_nat, port, packet.ToBytes());

    private static byte[]? Pass(TestNode nat, int port, byte[] packet)
    {
        nat.Receive(port, packet);
        if (nat.Sent.Count == 0) return null;
        byte[] bytes = nat.TakeOnlySent();
        PacketAssert.IsRightOnTheWire(bytes);
        return bytes;
    }

    private static (string Source, string Destination) Ends(byte[]? packet)
    {
        Assert.NotNull(packet);
        Assert.True(Flow.TryRead(packet, out Flow flow) || Flow.TryReadQuoted(packet, out flow));
        return (flow.Source.ToString(), flow.Destination.ToString());
    }

    private string OuterEnd(string from, ushort port, string to, ushort toPort) => Ends(Pass(Inside, Udp(from, port, to, toPort))).Source;

    [Fact]
    [Rfc(4787, "REQ-1")]
    [Rfc(5382, "REQ-1")]
    public void An_inner_end_has_one_outer_port_whomever_it_speaks_to()
    {
        OuterEnd(B, 5000, Server, 53);
        string first = OuterEnd(A, 5000, Server, 53);

        Assert.Equal(first, OuterEnd(A, 5000, Server, 54));
        Assert.Equal(first, OuterEnd(A, 5000, Other, 53));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-3")]
    public void Two_inner_ends_never_share_an_outer_port()
    {
        var seen = new HashSet<string>();
        for (int host = 2; host < 250; host++) Assert.True(seen.Add(OuterEnd($"192.168.1.{host}", 5000, Server, 53)));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-3")]
    public void A_free_port_is_kept_and_a_taken_one_replaced_within_its_range()
    {
        Assert.Equal(Outer + ":500", OuterEnd(A, 500, Server, 53));
        Assert.InRange(IpEndpoint.Parse(OuterEnd(B, 500, Server, 53)).Port, 1, 1023);
        Assert.Equal(Outer + ":5000", OuterEnd(A, 5000, Server, 53));
        Assert.InRange(IpEndpoint.Parse(OuterEnd(B, 5000, Server, 53)).Port, 1024, 65535);
        _nat.AssertQuiet();
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(5001)]
    [Rfc(4787, "REQ-4")]
    public void A_replaced_port_has_the_parity_of_the_inner_one(int port)
    {
        for (int host = 2; host < 100; host++)
            Assert.Equal(port % 2, IpEndpoint.Parse(OuterEnd($"192.168.1.{host}", (ushort)port, Server, 53)).Port % 2);
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-5")]
    public void A_silent_UDP_mapping_lasts_five_minutes()
    {
        OuterEnd(A, 5000, Server, 53);

        _nat.AdvanceTo(299.9);
        Assert.Equal((Server + ":53", A + ":5000"), Ends(Pass(Outside, Udp(Server, 53, Outer, 5000))));
        _nat.AdvanceTo(299.9 + 300.1);
        Assert.Equal((0, 1), _nat.Stack.CountTracked(_nat.Now));
        _nat.Stop();
    }

    [Fact]
    [Rfc(4787, "REQ-6")]
    public void What_goes_out_keeps_a_mapping_alive()
    {
        OuterEnd(B, 5000, Other, 53);
        string first = OuterEnd(A, 5000, Server, 53);
        for (int minute = 4; minute <= 40; minute += 4)
        {
            _nat.AdvanceTo(minute * 60);
            Assert.Equal(first, OuterEnd(A, 5000, Server, 53));
        }
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-8")]
    public void With_endpoint_independent_filtering_anybody_may_answer()
    {
        OuterEnd(A, 5000, Server, 53);

        Assert.Equal((Other + ":99", A + ":5000"), Ends(Pass(Outside, Udp(Other, 99, Outer, 5000))));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-8")]
    public void With_address_and_port_dependent_filtering_only_the_peer_may_answer()
    {
        TestNode nat = Make(NatFiltering.AddressAndPortDependent);
        Pass(nat, Inside, Udp(A, 5000, Server, 53).ToBytes());

        Assert.Null(Pass(nat, Outside, Udp(Other, 53, Outer, 5000).ToBytes()));
        Assert.Null(Pass(nat, Outside, Udp(Server, 54, Outer, 5000).ToBytes()));
        Assert.NotNull(Pass(nat, Outside, Udp(Server, 53, Outer, 5000).ToBytes()));
        Assert.Equal(2, nat.Drops(DropReason.Filtered));
        nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-9")]
    [Rfc(5382, "REQ-8")]
    public void A_hairpinned_packet_comes_from_the_outer_end_and_its_answer_goes_back_by_it()
    {
        byte[]? there = Pass(Inside, Tcp(B, 6000, Outer, 8080, TcpFlags.Syn));
        Assert.Equal((Outer + ":6000", A + ":80"), Ends(there));

        byte[]? back = Pass(Inside, Tcp(A, 80, Outer, 6000, TcpFlags.Syn | TcpFlags.Ack));
        Assert.Equal((Outer + ":8080", B + ":6000"), Ends(back));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-12")]
    [Rfc(5508, "REQ-4")]
    public void An_error_from_outside_reaches_the_inner_host_with_what_it_sent_and_ends_no_mapping()
    {
        OuterEnd(B, 5000, Server, 53);
        byte[] sent = Pass(Inside, Udp(A, 5000, Server, 53))!;
        PacketBuilder error = PacketBuilder.IPv4("198.51.100.1", Outer).Icmp(IcmpType.TimeExceeded).Payload(sent);

        byte[]? inside = Pass(Outside, error);

        Assert.NotNull(inside);
        Assert.Equal(A, PacketAssert.IsIPv4(inside).Destination.ToString());
        byte[] quote = PacketAssert.IsIcmp(inside).Payload.ToArray();
        Assert.Equal((A + ":5000", Server + ":53"), Ends(quote));
        Assert.True(Ipv4Header.IsChecksumValid(quote));
        Assert.True(TransportChecksum.IsValid(quote, LinkType.Raw));
        Assert.Equal(Ends(sent).Source, OuterEnd(A, 5000, Server, 53));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(5508, "REQ-3")]
    public void An_error_with_a_broken_checksum_goes_nowhere()
    {
        byte[] sent = Pass(Inside, Udp(A, 5000, Server, 53))!;
        byte[] error = PacketBuilder.IPv4("198.51.100.1", Outer).Icmp(IcmpType.TimeExceeded).Payload(sent).ToBytes();
        error[22] ^= 1;

        Assert.Null(Pass(_nat, Outside, error));
        Assert.Equal(1, _nat.Drops(DropReason.Checksum));
        _nat.AssertQuiet();
    }

    [Theory]
    [Rfc(5508, "REQ-3")]
    [InlineData(Outside)]
    [InlineData(Inside)]
    public void An_error_that_quotes_an_IP_header_with_a_broken_checksum_goes_nowhere_either(int from)
    {
        byte[] quote = from == Outside
            ? Pass(Inside, Udp(A, 5000, Server, 53))!
            : Pass(Outside, Tcp(Server, 50_000, Outer, 8080, TcpFlags.Syn))!;
        quote[10] ^= 1;
        PacketBuilder error = from == Outside ? PacketBuilder.IPv4("198.51.100.1", Outer) : PacketBuilder.IPv4("192.168.1.77", Server);

        Assert.Null(Pass(from, error.Icmp(IcmpType.TimeExceeded).Payload(quote)));
        Assert.Equal(1, _nat.Drops(DropReason.Checksum));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-3")]
    public void A_socket_that_the_router_opens_at_a_port_in_use_has_all_but_the_conversations_of_the_inner_end()
    {
        Assert.Equal(Outer + ":5000", Ends(Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn))).Source);
        object own = new();
        Assert.Equal(BindOutcome.Bound, _nat.Stack.Bind(IpProtocol.Tcp, IpEndpoint.Parse("0.0.0.0:5000"), own, out _));

        _nat.Receive(Outside, Tcp(Other, 40_000, Outer, 5000, TcpFlags.Syn).ToBytes());
        Packet received = _nat.TakeOnlyReceived();
        Assert.Same(own, received.Recipient);
        received.Return();
        _nat.Send(Tcp(Outer, 5000, Other, 40_000, TcpFlags.Syn | TcpFlags.Ack).Build(_nat.Pool));
        Assert.Equal((Outer + ":5000", Other + ":40000"), Ends(_nat.TakeOnlySent()));

        Assert.Equal(A + ":5000", Ends(Pass(Outside, Tcp(Server, 80, Outer, 5000, TcpFlags.Syn | TcpFlags.Ack))).Destination);
        Assert.Equal(Outer + ":5000", Ends(Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Ack))).Source);
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-3")]
    public void A_port_at_which_the_router_has_a_socket_is_given_to_no_inner_end()
    {
        object own = new();
        Assert.Equal(BindOutcome.Bound, _nat.Stack.Bind(IpProtocol.Tcp, IpEndpoint.Parse("0.0.0.0:5000"), own, out _));

        string outer = Ends(Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn))).Source;
        Assert.NotEqual(Outer + ":5000", outer);
        _nat.Receive(Outside, Tcp(Other, 40_000, Outer, 5000, TcpFlags.Syn).ToBytes());
        Packet received = _nat.TakeOnlyReceived();
        Assert.Same(own, received.Recipient);
        received.Return();

        // What the router says itself keeps its port, and the same port of another protocol is free.
        _nat.Send(Tcp(Outer, 5000, Other, 40_000, TcpFlags.Syn | TcpFlags.Ack).Build(_nat.Pool));
        Assert.Equal(Outer + ":5000", Ends(_nat.TakeOnlySent()).Source);
        Assert.Equal(Outer + ":5000", OuterEnd(A, 5000, Server, 53));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(5508, "REQ-5")]
    public void An_error_from_inside_quotes_what_came_in_and_comes_from_the_outside_address()
    {
        byte[] came = Pass(Outside, Tcp(Server, 7000, Outer, 8080, TcpFlags.Syn))!;
        Assert.Equal((Server + ":7000", A + ":80"), Ends(came));
        PacketBuilder error = PacketBuilder.IPv4(A, Server).Icmp(IcmpType.DestinationUnreachable, 3).Payload(came);

        byte[]? outside = Pass(Inside, error);

        Assert.NotNull(outside);
        Assert.Equal(Outer, PacketAssert.IsIPv4(outside).Source.ToString());
        Assert.Equal((Server + ":7000", Outer + ":8080"), Ends(PacketAssert.IsIcmp(outside).Payload.ToArray()));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(5508, "REQ-1")]
    [Rfc(5508, "REQ-2")]
    public void Echo_identifiers_are_translated_both_ways_and_last_a_minute()
    {
        Assert.Equal(Outer + ":7", Ends(Pass(Inside, PacketBuilder.IPv4(A, Server).Echo(7))).Source);
        ushort second = IpEndpoint.Parse(Ends(Pass(Inside, PacketBuilder.IPv4(B, Server).Echo(7))).Source).Port;
        Assert.NotEqual(7, second);

        byte[] reply = PacketBuilder.IPv4(Server, Outer).Icmp(IcmpType.EchoReply, 0, (uint)second << 16 | 1).Payload(32).ToBytes();
        Assert.Equal(B + ":7", Ends(Pass(_nat, Outside, reply)).Destination);
        _nat.AdvanceTo(60.1);
        Assert.Equal((0, 1), _nat.Stack.CountTracked(_nat.Now));
        _nat.Stop();
    }

    [Fact]
    [Rfc(5382, "REQ-5")]
    public void An_established_connection_lasts_two_hours_and_four_minutes_and_a_half_open_one_four_minutes()
    {
        Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn));
        Pass(Inside, Tcp(A, 5001, Server, 80, TcpFlags.Syn));
        Pass(Outside, Tcp(Server, 80, Outer, 5000, TcpFlags.Syn | TcpFlags.Ack));
        Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Ack));

        _nat.AdvanceTo(239);
        Assert.Equal(2, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AdvanceTo(241);
        Assert.Equal(1, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AdvanceTo(7439);
        Assert.Equal(1, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AdvanceTo(7441);
        Assert.Equal(0, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AssertQuiet();
    }

    [Theory]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack)]
    [InlineData(TcpFlags.Rst)]
    [Rfc(5382, "REQ-5")]
    [Rfc(7857, "2")]
    public void A_connection_that_both_have_closed_or_one_has_reset_is_forgotten_after_four_minutes(TcpFlags end)
    {
        Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn));
        Pass(Outside, Tcp(Server, 80, Outer, 5000, TcpFlags.Syn | TcpFlags.Ack));
        Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Ack));
        Pass(Inside, Tcp(A, 5000, Server, 80, end));
        if (end != TcpFlags.Rst) Pass(Outside, Tcp(Server, 80, Outer, 5000, end));

        _nat.AdvanceTo(241);
        Assert.Equal(0, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(7857, "2")]
    public void Segments_behind_a_reset_keep_a_connection_unless_both_had_closed_it()
    {
        foreach (ushort port in (ushort[])[5000, 5001])
        {
            Pass(Inside, Tcp(A, port, Server, 80, TcpFlags.Syn));
            Pass(Outside, Tcp(Server, 80, Outer, port, TcpFlags.Syn | TcpFlags.Ack));
            Pass(Inside, Tcp(A, port, Server, 80, TcpFlags.Ack));
        }
        Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Fin | TcpFlags.Ack));
        Pass(Outside, Tcp(Server, 80, Outer, 5000, TcpFlags.Fin | TcpFlags.Ack));
        foreach (ushort port in (ushort[])[5000, 5001])
        {
            Pass(Inside, Tcp(A, port, Server, 80, TcpFlags.Rst));
            Pass(Outside, Tcp(Server, 80, Outer, port, TcpFlags.Ack));
        }
        _nat.AdvanceTo(241);
        Assert.Equal(1, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AssertQuiet();
    }

    [Theory]
    [InlineData(NatFiltering.EndpointIndependent)]
    [InlineData(NatFiltering.AddressAndPortDependent)]
    [Rfc(5382, "REQ-4")]
    public void A_SYN_that_nobody_asked_for_is_answered_after_six_seconds(NatFiltering filtering)
    {
        TestNode nat = Make(filtering);
        ushort port = 4444;
        if (filtering == NatFiltering.AddressAndPortDependent) Pass(nat, Inside, Tcp(A, port = 5000, Other, 80, TcpFlags.Syn).ToBytes());
        byte[] syn = Tcp(Server, 80, Outer, port, TcpFlags.Syn).ToBytes();
        Assert.Null(Pass(nat, Outside, syn));
        nat.AdvanceTo(3);
        Assert.Null(Pass(nat, Outside, syn));
        nat.AdvanceTo(5.999);
        Assert.Empty(nat.Sent);

        nat.AdvanceTo(6);

        byte[] error = nat.TakeOnlySent();
        IcmpView unreachable = PacketAssert.IsIcmp(error);
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)3), (unreachable.Type, unreachable.Code));
        Assert.Equal((Server + ":80", $"{Outer}:{port}"), Ends(unreachable.Payload.ToArray()));
        Assert.Equal(2, nat.Drops(filtering == NatFiltering.EndpointIndependent ? DropReason.NoMapping : DropReason.Filtered));
        Assert.Null(nat.NextDeadline);
        nat.AssertQuiet();
    }

    [Fact]
    [Rfc(5382, "REQ-4")]
    public void A_SYN_that_came_before_the_one_from_inside_is_never_answered()
    {
        Assert.Null(Pass(Outside, Tcp(Server, 80, Outer, 5000, TcpFlags.Syn)));
        Assert.NotNull(Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn)));
        Assert.Null(_nat.NextDeadline);
        // Its sender says it again, and they have met.
        Assert.Equal((Server + ":80", A + ":5000"), Ends(Pass(Outside, Tcp(Server, 80, Outer, 5000, TcpFlags.Syn))));
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(5382, "REQ-4")]
    public void A_flood_of_SYNs_is_answered_in_part_and_what_waits_is_given_back_when_the_node_stops()
    {
        for (ushort port = 1; port <= 1000; port++) Assert.Null(Pass(Outside, Tcp(Server, port, Outer, 4444, TcpFlags.Syn)));
        Assert.Equal(64, _nat.Pool.Outstanding);
        _nat.Stop();
    }

    [Fact]
    public void A_connection_of_the_router_itself_is_followed_whatever_its_outer_port_is()
    {
        // The inner host has the port that the router's own connection comes from.
        Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn));
        byte[] own = Out(TcpFlags.Syn);
        ushort port = IpEndpoint.Parse(Ends(own).Source).Port;
        Assert.NotEqual(5000, port);
        object socket = new();
        Assert.Equal(BindOutcome.Bound, _nat.Stack.Connect(_nat.Now, IpProtocol.Tcp, (IpEndpoint.Parse(Outer + ":5000"), IpEndpoint.Parse(Server + ":80")), socket, out _));
        _nat.Receive(Outside, Tcp(Server, 80, Outer, port, TcpFlags.Syn | TcpFlags.Ack).ToBytes());
        _nat.TakeOnlyReceived().Return();
        Out(TcpFlags.Ack);

        _nat.AdvanceTo(600);
        Assert.Equal(1, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AssertQuiet();

        byte[] Out(TcpFlags flags)
        {
            _nat.Send(Tcp(Outer, 5000, Server, 80, flags).Build(_nat.Pool));
            return _nat.TakeOnlySent();
        }
    }

    [Fact]
    [Rfc(5382, "REQ-2")]
    public void Both_ends_may_open_at_the_same_time()
    {
        Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn));
        Assert.NotNull(Pass(Outside, Tcp(Server, 80, Outer, 5000, TcpFlags.Syn)));
        Assert.NotNull(Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Syn | TcpFlags.Ack)));

        _nat.AdvanceTo(300);
        Assert.Equal(1, _nat.Stack.CountTracked(_nat.Now).Connections);
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(3022, "4.1")]
    [Rfc(1624, "3")]
    public void All_checksums_are_right_whatever_is_changed_and_a_missing_one_stays_missing()
    {
        OuterEnd(B, 5000, Server, 53);
        for (int i = 0; i < 2000; i++)
        {
            byte[] payload = [(byte)i, (byte)(i >> 8), 3, 4];
            Assert.NotNull(Pass(Inside, PacketBuilder.IPv4(A, Server).Udp(5000, 53).Payload(payload)));
        }
        byte[] unsummed = Udp(A, 5000, Server, 53).ToBytes();
        (unsummed[26], unsummed[27]) = (0, 0);
        byte[] after = Pass(_nat, Inside, unsummed)!;
        Assert.Equal(0, PacketAssert.IsUdp(after).Checksum);
        _nat.AssertQuiet();
    }

    [Fact]
    [Rfc(4787, "REQ-14")]
    public void Fragments_that_come_in_the_wrong_order_are_translated_as_one_packet()
    {
        byte[] whole = PacketBuilder.IPv4(A, Server).Udp(5000, 53).Payload(1200).ToBytes();
        byte[] first = Fragment(whole, 0, 800, FragmentPlace.MoreFollow), last = Fragment(whole, 800, 408, FragmentPlace.Last);

        Assert.Null(Pass(_nat, Inside, last));
        byte[] outside = Pass(_nat, Inside, first)!;

        Assert.Equal((Outer + ":5000", Server + ":53"), Ends(outside));
        Assert.Equal(whole.Length, outside.Length);
        _nat.AssertQuiet();
    }

    private static byte[] Fragment(byte[] whole, int offset, int length, FragmentPlace place)
    {
        byte[] fragment = [.. whole.AsSpan(0, 20), .. whole.AsSpan(20 + offset, length)];
        Ipv4Header.SetLength(fragment, fragment.Length);
        Ipv4Header.SetFragment(fragment, offset, place);
        return fragment;
    }

    [Fact]
    [Rfc(3022, "2")]
    public void What_nobody_inside_has_asked_for_does_not_come_in()
    {
        Assert.Null(Pass(Outside, Udp(Server, 53, A, 5000)));
        Assert.Equal(1, _nat.Drops(DropReason.NoMapping));
        Assert.Null(Pass(Inside, Tcp(A, 5000, Server, 80, TcpFlags.Ack)));
        Assert.Equal(2, _nat.Drops(DropReason.NoMapping));
        _nat.AssertQuiet();
    }

    [Fact]
    public void A_full_table_drops_what_is_new_and_counts_it()
    {
        TestNode nat = Make(limit: 2);
        for (ushort port = 1; port <= 3; port++) Pass(nat, Inside, Udp(A, port, Server, 53).ToBytes());

        Assert.Equal(1, nat.Drops(DropReason.TrackingFull));
        Assert.NotNull(Pass(nat, Inside, Udp(A, 1, Server, 53).ToBytes()));
        nat.AdvanceTo(301);
        Assert.NotNull(Pass(nat, Inside, Udp(A, 3, Server, 53).ToBytes()));
        nat.AssertQuiet();
    }

    [Fact]
    [Rfc(1191, "3")]
    public void An_inner_link_that_takes_less_is_told_of_in_the_words_of_the_outside()
    {
        TestNode nat = Make(insideMtu: 1000);
        byte[] large = PacketBuilder.IPv4(Server, Outer).WithIPv4(fields => fields with { DontFragment = true })
            .Tcp(7000, 8080, TcpFlags.Ack).Payload(1200).ToBytes();
        byte[] error = Pass(nat, Outside, large)!;

        Assert.Equal((Outer, Server), (PacketAssert.IsIPv4(error).Source.ToString(), PacketAssert.IsIPv4(error).Destination.ToString()));
        Assert.Equal(1000, PacketAssert.IsIcmp(error).NextHopMtu);
        Assert.Equal((Server + ":7000", Outer + ":8080"), Ends(PacketAssert.IsIcmp(error).Payload.ToArray()));
        nat.AssertQuiet();
    }
}
