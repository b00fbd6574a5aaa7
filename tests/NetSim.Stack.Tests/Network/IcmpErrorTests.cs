using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Network;

/// <summary>
/// When errors are sent, when they must not be, and what they quote. A router between 10.1.0.0/24, fd01::/64 and 10.2.0.0/24, fd02::/64.
/// </summary>
public sealed class IcmpErrorTests
{
    private readonly TestNode _router = Make();

    private static TestNode Make(IcmpRateOptions? rate = null)
    {
        var ip = new IpOptions { Forwarding = Forwarding.On, IcmpRate = rate ?? IcmpRateOptions.Default };
        var router = new TestNode("router", new HostStackOptions { Ip = ip });
        router.AddPort(["10.1.0.1/24", "fd01::1/64"]);
        router.AddPort(["10.2.0.1/24", "fd02::1/64"]);
        return router;
    }

    private static PacketBuilder Expiring(string source = "10.1.0.2", string destination = "10.2.0.2") =>
        PacketBuilder.IPv4(source, destination).HopLimit(1);

    private static PacketBuilder ExpiringIPv6(string source = "fd01::2", string destination = "fd02::2") =>
        PacketBuilder.IPv6(source, destination).HopLimit(1);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(520)]
    [InlineData(521)]
    [InlineData(1400)]
    [Rfc(1812, "4.3.2.3")]
    public void An_error_quotes_as_much_as_fits_576_bytes(int payload)
    {
        byte[] packet = Expiring().Udp().Payload(payload).ToBytes();

        _router.Receive(0, packet);

        byte[] answer = _router.TakeOnlySent();
        Assert.Equal(Math.Min(576, 28 + packet.Length), answer.Length);
        PacketAssert.Is(packet.AsSpan(0, answer.Length - 28), PacketAssert.IsIcmp(answer).Payload);
        PacketAssert.IsRightOnTheWire(answer);
        Assert.Equal(48, PacketAssert.IsIPv4(answer).Dscp);
        _router.AssertQuiet();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1184)]
    [InlineData(1185)]
    [InlineData(1400)]
    [Rfc(4443, "2.4")]
    public void An_IPv6_error_quotes_as_much_as_fits_1280_bytes(int payload)
    {
        byte[] packet = ExpiringIPv6().Udp().Payload(payload).ToBytes();

        _router.Receive(0, packet);

        byte[] answer = _router.TakeOnlySent();
        Assert.Equal(Math.Min(1280, 48 + packet.Length), answer.Length);
        PacketAssert.Is(packet.AsSpan(0, answer.Length - 48), PacketAssert.IsIcmpv6(answer).Payload);
        PacketAssert.IsRightOnTheWire(answer);
        _router.AssertQuiet();
    }

    [Fact]
    public void What_is_quoted_of_a_partial_packet_has_its_checksum_filled_in()
    {
        _router.Receive(0, Expiring().Udp().Payload(40).Checksum(ChecksumState.Partial).Build(_router.Pool));

        PacketAssert.Is(Expiring().Udp().Payload(40).ToBytes(), PacketAssert.IsIcmp(_router.TakeOnlySent()).Payload);
        _router.AssertQuiet();
    }

    [Theory]
    [InlineData(IcmpType.DestinationUnreachable)]
    [InlineData(IcmpType.SourceQuench)]
    [InlineData(IcmpType.Redirect)]
    [InlineData(IcmpType.TimeExceeded)]
    [InlineData(IcmpType.ParameterProblem)]
    [Rfc(1122, "3.2.2")]
    public void There_is_no_error_about_an_error(IcmpType type)
    {
        _router.Receive(0, Expiring().Icmp(type).Payload(40).ToBytes());

        Assert.Equal(1, _router.Drops(DropReason.TtlExceeded));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.2")]
    public void There_is_an_error_about_an_echo_request()
    {
        _router.Receive(0, Expiring().Echo().ToBytes());
        _router.Receive(0, ExpiringIPv6().Echo().ToBytes());

        Assert.Equal(2, _router.Sent.Count);
        _router.Stop();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    [InlineData(137)]
    [Rfc(4443, "2.4")]
    public void There_is_no_IPv6_error_about_an_error_or_a_redirect(byte type)
    {
        _router.Receive(0, ExpiringIPv6().Icmpv6((Icmpv6Type)type).Payload(40).ToBytes());
        _router.Receive(0, ExpiringIPv6().Extension(IpProtocol.DestinationOptions, 0, 0, 1, 4, 0, 0, 0, 0).Icmpv6((Icmpv6Type)type)
            .Payload(40).ToBytes());

        Assert.Equal(2, _router.Drops(DropReason.TtlExceeded));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.2")]
    public void There_is_no_error_about_a_fragment_that_is_not_the_first()
    {
        _router.Receive(0, Expiring().WithIPv4(f => f with { FragmentOffset = 800 }).Udp().Payload(40).ToBytes());
        _router.AssertQuiet();

        _router.Receive(0, Expiring().WithIPv4(f => f with { MoreFragments = true }).Udp().Payload(40).ToBytes());
        Assert.Single(_router.Sent);
        _router.Stop();
    }

    [Theory]
    [InlineData("10.1.0.255")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [Rfc(1122, "3.2.2")]
    public void There_is_no_error_about_what_was_for_all(string destination)
    {
        // Nobody listens on the port, but many may have heard it.
        _router.Receive(0, PacketBuilder.IPv4("10.1.0.2", destination).Udp().ToBytes());

        Assert.Equal(1, _router.Drops(DropReason.NoSocket));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.2")]
    public void There_is_no_error_about_a_packet_for_one_that_was_sent_to_the_whole_link()
    {
        var host = new TestNode();
        host.AddPort(["10.0.0.1/24"], mac: "02:00:00:00:00:01");

        host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").IPv4Options(0x44, 1, 0, 0).Udp()
            .Ethernet(destination: "ff:ff:ff:ff:ff:ff").ToBytes());

        Assert.Equal(1, host.Drops(DropReason.Malformed));
        host.AssertQuiet();
    }

    [Fact]
    [Rfc(4443, "2.4")]
    public void There_is_no_IPv6_error_about_what_was_for_all_nodes()
    {
        _router.Receive(0, PacketBuilder.IPv6("fd01::2", "ff02::1").Udp().ToBytes());
        Assert.Equal(1, _router.Drops(DropReason.NoSocket));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.2")]
    [Rfc(4443, "2.4")]
    public void There_is_no_error_to_an_unspecified_source()
    {
        _router.Receive(0, PacketBuilder.IPv4("0.0.0.0", "255.255.255.255").Udp().ToBytes());
        _router.Receive(0, PacketBuilder.IPv6("::", "ff02::1").Extension(IpProtocol.HopByHop, 0, 0, 1, 0, 0x9E, 2, 0, 0).Udp().ToBytes());

        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "4.3.2.8")]
    [Rfc(4443, "2.4")]
    public void A_thousand_packets_that_expire_in_a_second_get_a_bounded_number_of_answers()
    {
        TestNode router = Make(new IcmpRateOptions { PerSecond = 100, Burst = 10, PerSecondToOne = 100, BurstToOne = 10 });
        byte[] packet = Expiring().Udp().ToBytes();
        for (int i = 0; i < 1000; i++)
        {
            router.AdvanceTo(i / 1000.0);
            router.Receive(0, packet);
        }

        Assert.InRange(router.Sent.Count, 105, 110);
        Assert.Equal(1000 - router.Sent.Count, router.Stack.Counters.IcmpErrorsSuppressed);
        Assert.Equal(1000, router.Drops(DropReason.TtlExceeded));
        router.Stop();
    }

    [Fact]
    [Rfc(1812, "4.3.2.8")]
    public void One_destination_cannot_use_up_the_answers_of_all()
    {
        TestNode router = Make();
        byte[] flood = Expiring().Udp().ToBytes();
        for (int i = 0; i < 10_000; i++)
        {
            router.AdvanceTo(i / 10_000.0);
            router.Receive(0, flood);
        }
        router.Sent.Clear();
        int answered = 0;
        for (int i = 3; i < 23; i++)
        {
            router.Receive(0, Expiring(source: $"10.1.0.{i}").Udp().ToBytes());
            answered += router.Sent.Count;
            router.Sent.Clear();
        }

        // All but those few that share the flooder's place.
        Assert.InRange(answered, 17, 20);
        router.Stop();
    }

    [Fact]
    public void Without_an_address_on_the_incoming_interface_another_of_the_router_serves()
    {
        var router = TestNode.Router();
        router.AddPort([]);
        router.AddPort(["10.2.0.1/24"]);
        router.AddRoute("10.1.0.0/24", 0);

        router.Receive(0, Expiring().Udp().ToBytes());

        Assert.Equal("10.2.0.1", PacketAssert.IsIPv4(router.TakeOnlySent()).Source.ToString());
        router.AssertQuiet();
    }

    [Fact]
    [Rfc(4443, "2.2")]
    public void An_error_about_a_packet_for_a_certain_address_comes_from_that_address()
    {
        var host = new TestNode();
        host.AddPort(["10.0.0.1/24", "10.0.9.1/24", "fd00::1/64", "fd00:9::1/64"]);

        host.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.9.1").Udp().ToBytes());
        host.Receive(0, PacketBuilder.IPv6("fd00::2", "fd00:9::1").Udp().ToBytes());

        Assert.Equal("10.0.9.1", PacketAssert.IsIPv4(host.Sent.Dequeue().Bytes).Source.ToString());
        Assert.Equal("fd00:9::1", PacketAssert.IsIPv6(host.Sent.Dequeue().Bytes).Source.ToString());
        host.AssertQuiet();
    }

    [Fact]
    public void A_link_local_sender_is_answered_on_its_link()
    {
        var host = new TestNode();
        host.AddPort(["fe80::1/64", "fd00::1/64"]);
        host.AddPort(["fe80::1:1/64", "fd01::1/64"]);

        host.Receive(1, PacketBuilder.IPv6("fe80::2", "fd01::1").Udp().ToBytes());

        Assert.Equal(1, Assert.Single(host.Sent).Interface);
        host.Stop();
    }

    [Fact]
    [Rfc(1812, "5.3.1")]
    public void A_traceroute_shows_each_hop_once_and_in_order()
    {
        const int Hops = 8;
        var network = new TestNetwork();
        TestNode source = network.Host("source");
        source.AddPort(["10.0.0.1/24", "fd00:0::1/64"]);
        TestNode previous = source;
        int previousPort = 0;
        for (int i = 1; i <= Hops; i++)
        {
            TestNode router = network.Router($"r{i}");
            router.AddPort([$"10.0.{i - 1}.2/24", $"fd00:{i - 1:x}::2/64"]);
            router.AddPort([$"10.0.{i}.1/24", $"fd00:{i:x}::1/64"]);
            router.AddRoute("10.0.0.0/24", 0, $"10.0.{i - 1}.1").AddRoute("0.0.0.0/0", 1, $"10.0.{i}.2");
            router.AddRoute("fd00:0::/64", 0, $"fd00:{i - 1:x}::1").AddRoute("::/0", 1, $"fd00:{i:x}::2");
            network.Connect(previous, previousPort, router, 0);
            (previous, previousPort) = (router, 1);
        }
        TestNode end = network.Host("end");
        end.AddPort([$"10.0.{Hops}.2/24", $"fd00:{Hops:x}::2/64"]);
        end.AddRoute("0.0.0.0/0", 0, $"10.0.{Hops}.1").AddRoute("::/0", 0, $"fd00:{Hops:x}::1");
        network.Connect(previous, previousPort, end, 0);
        source.AddRoute("0.0.0.0/0", 0, "10.0.0.2").AddRoute("::/0", 0, "fd00:0::2");
        source.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 40000), "v4", out _);
        source.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv6, 40000), "v6", out _);

        var seen = new List<string>();
        for (byte hops = 1; hops <= Hops + 1; hops++)
        {
            source.Send(PacketBuilder.IPv4("10.0.0.1", $"10.0.{Hops}.2").Udp(40000, 33434).HopLimit(hops).Build(network.Pool));
            source.Send(PacketBuilder.IPv6("fd00:0::1", $"fd00:{Hops:x}::2").Udp(40000, 33434).HopLimit(hops).Build(network.Pool));
            network.Run();
            while (source.Received.TryDequeue(out (object Recipient, Packet Packet) entry))
            {
                Assert.True(entry.Packet.IsIcmpError);
                Span<byte> bytes = entry.Packet.Bytes;
                IpAddress from = entry.Recipient is "v4" ? PacketAssert.IsIPv4(bytes).Source : PacketAssert.IsIPv6(bytes).Source;
                seen.Add(from.ToString());
                entry.Packet.Return();
            }
        }

        var expected = new List<string>();
        for (int i = 0; i < Hops; i++) expected.AddRange([$"10.0.{i}.2", IpAddress.Parse($"fd00:{i:x}::2").ToString()]);
        expected.AddRange([$"10.0.{Hops}.2", $"fd00:{Hops:x}::2"]);
        Assert.Equal(expected, seen);
        network.Stop();
    }

    [Fact]
    [Rfc(1812, "5.3.1")]
    public void A_loop_of_routes_ends_when_the_hops_are_used_up()
    {
        var network = new TestNetwork();
        TestNode a = network.Router("a"), b = network.Router("b"), host = network.Host("host");
        host.AddPort(["10.9.0.2/24"]);
        host.AddRoute("0.0.0.0/0", 0, "10.9.0.1");
        a.AddPort(["10.9.0.1/24"]);
        a.AddPort(["10.0.0.1/24"]);
        b.AddPort(["10.0.0.2/24"]);
        a.AddRoute("0.0.0.0/0", 1, "10.0.0.2");
        b.AddRoute("0.0.0.0/0", 0, "10.0.0.1");
        network.Connect(host, 0, a, 0);
        network.Connect(a, 1, b, 0);

        host.Send(PacketBuilder.IPv4("10.9.0.2", "192.0.2.1").Udp().HopLimit(64).Build(network.Pool));
        network.Run();

        // 64 crossings of the packet, and the error on its way back.
        Assert.InRange(network.Log.Count, 65, 66);
        network.Stop();
    }
}
