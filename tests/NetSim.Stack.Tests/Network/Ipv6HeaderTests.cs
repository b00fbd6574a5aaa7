using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Network;

/// <summary>Extension headers (RFC 8200 section 4): a host with fd00::1/64 and a UDP socket on port 9.</summary>
public sealed class Ipv6HeaderTests
{
    private static readonly byte[] Padding = [0, 0, 1, 4, 0, 0, 0, 0];

    private readonly TestNode _host = new();

    public Ipv6HeaderTests()
    {
        _host.AddPort(["fd00::1/64"]);
        _host.Stack.Bind(IpProtocol.Udp, new IpEndpoint(IpAddress.AnyIPv6, 9), "socket", out _);
    }

    private static PacketBuilder To(string destination = "fd00::1") => PacketBuilder.IPv6("fd00::2", destination);

    private void AssertReported(Icmpv6ParameterProblemCode code, uint pointer)
    {
        byte[] answer = _host.TakeOnlySent();
        PacketAssert.IsRightOnTheWire(answer);
        Icmpv6View icmp = PacketAssert.IsIcmpv6(answer);
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)code, pointer), (icmp.Type, icmp.Code, icmp.Pointer));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4")]
    public void Known_headers_in_any_number_lead_to_the_upper_layer()
    {
        _host.Receive(0, To().Extension(IpProtocol.HopByHop, Padding).Extension(IpProtocol.DestinationOptions, Padding)
            .Extension(IpProtocol.Routing, 0, 0, 4, 0, 0, 0, 0, 0).Extension(IpProtocol.DestinationOptions, Padding)
            .Udp(1, 9).Payload(4).ToBytes());

        Packet packet = _host.TakeOnlyReceived();
        Assert.Equal(40 + 32, packet.TransportOffset);
        packet.Return();
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4")]
    [Rfc(4443, "3.4")]
    public void An_unknown_next_header_is_reported_where_it_stands()
    {
        _host.Receive(0, To().Protocol((IpProtocol)200).Payload(20).ToBytes());
        AssertReported(Icmpv6ParameterProblemCode.UnrecognizedNextHeader, 6);
    }

    [Fact]
    [Rfc(8200, "4")]
    [Rfc(4443, "3.4")]
    public void An_unknown_next_header_behind_others_is_reported_where_it_stands()
    {
        _host.Receive(0, To().Extension(IpProtocol.HopByHop, Padding).Extension(IpProtocol.DestinationOptions, Padding)
            .Protocol((IpProtocol)200).ToBytes());
        AssertReported(Icmpv6ParameterProblemCode.UnrecognizedNextHeader, 48);
    }

    [Fact]
    [Rfc(8200, "4.3")]
    public void Hop_by_hop_options_anywhere_but_first_are_an_unknown_next_header()
    {
        _host.Receive(0, To().Extension(IpProtocol.DestinationOptions, Padding).Extension(IpProtocol.HopByHop, Padding).Udp(1, 9)
            .ToBytes());
        AssertReported(Icmpv6ParameterProblemCode.UnrecognizedNextHeader, 40);
    }

    /// <summary>
    /// The top two bits of an unknown option's type: 00 skip, 01 drop, 10 report, 11 report unless the destination is a group.
    /// </summary>
    [Theory]
    [InlineData(0x1E, "fd00::1", true, false)]
    [InlineData(0x5E, "fd00::1", false, false)]
    [InlineData(0x9E, "fd00::1", false, true)]
    [InlineData(0xDE, "fd00::1", false, true)]
    [InlineData(0x1E, "ff02::1", true, false)]
    [InlineData(0x5E, "ff02::1", false, false)]
    [InlineData(0x9E, "ff02::1", false, true)]
    [InlineData(0xDE, "ff02::1", false, false)]
    [Rfc(8200, "4.2")]
    public void An_unknown_option_does_what_its_type_says(byte type, string destination, bool arrives, bool isReported)
    {
        foreach (IpProtocol kind in new[] { IpProtocol.HopByHop, IpProtocol.DestinationOptions })
        {
            _host.Receive(0, To(destination).Extension(kind, 0, 0, 1, 0, type, 2, 0, 0).Udp(1, 9).Payload(4).ToBytes());

            Assert.Equal(arrives ? 1 : 0, _host.Received.Count);
            Assert.Equal(isReported ? 1 : 0, _host.Sent.Count);
            if (isReported)
            {
                Icmpv6View icmp = PacketAssert.IsIcmpv6(_host.Sent.Dequeue().Bytes);
                Assert.Equal((byte)Icmpv6ParameterProblemCode.UnrecognizedOption, icmp.Code);
                Assert.Equal(44u, icmp.Pointer);
            }
            while (_host.Received.TryDequeue(out (object, Packet Packet) entry)) entry.Packet.Return();
        }
        Assert.Equal(arrives ? 0 : 2, _host.Drops(DropReason.UnknownOption));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(77)]
    [Rfc(8200, "4.4")]
    public void A_routing_header_with_nothing_left_is_passed_over_whatever_its_type(byte type)
    {
        _host.Receive(0, To().Extension(IpProtocol.Routing, 0, 0, type, 0, 0, 0, 0, 0).Udp(1, 9).ToBytes());

        _host.TakeOnlyReceived().Return();
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(77)]
    [Rfc(8200, "4.4")]
    [Rfc(5095, "3")]
    public void A_routing_header_that_wants_something_is_reported_at_its_type(byte type)
    {
        _host.Receive(0, To().Extension(IpProtocol.Routing, [0, 2, type, 1, 0, 0, 0, 0, .. new byte[16]]).Udp(1, 9).ToBytes());
        AssertReported(Icmpv6ParameterProblemCode.ErroneousField, 42);
    }

    [Fact]
    [Rfc(8200, "4.7")]
    public void No_next_header_ends_the_packet_silently()
    {
        _host.Receive(0, To().Protocol(IpProtocol.NoNext).Payload(20).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Ignored));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8504, "5.3")]
    public void Eight_thousand_destination_headers_do_no_harm()
    {
        PacketBuilder builder = To();
        for (int i = 0; i < 8000; i++) builder.Extension(IpProtocol.DestinationOptions, Padding);

        _host.Receive(0, builder.Udp(1, 9).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    public void A_header_that_reaches_beyond_the_packet_is_dropped()
    {
        _host.Receive(0, To().Extension(IpProtocol.DestinationOptions, 0, 200, 1, 4, 0, 0, 0, 0).ToBytes());

        Assert.Equal(1, _host.Drops(DropReason.Malformed));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "4.3")]
    [Rfc(9673, "5")]
    public void A_router_looks_at_hop_by_hop_options_and_forwards_what_they_allow()
    {
        var router = TestNode.Router();
        router.AddPort(["fd01::1/64"]);
        router.AddPort(["fd02::1/64"]);
        PacketBuilder Through(byte type) =>
            PacketBuilder.IPv6("fd01::2", "fd02::2").Extension(IpProtocol.HopByHop, 0, 0, 1, 0, type, 2, 0, 0).Udp();

        router.Receive(0, Through(0x1E).HopLimit(9).ToBytes());
        PacketAssert.Is(Through(0x1E).HopLimit(8).ToBytes(), router.TakeOnlySent());
        router.Receive(0, Through(0x9E).ToBytes());

        Assert.Equal((byte)Icmpv6ParameterProblemCode.UnrecognizedOption, PacketAssert.IsIcmpv6(router.TakeOnlySent()).Code);
        router.AssertQuiet();
    }

    [Fact]
    [Rfc(6980, "5")]
    public void Fragmented_neighbour_discovery_is_ignored()
    {
        byte[] piece = To().Extension(IpProtocol.Fragment, 0, 0, 0, 1, 0, 0, 0, 5).Icmpv6(Icmpv6Type.NeighborSolicitation).Payload(24)
            .HopLimit(255).ToBytes();
        byte[] last = To().Extension(IpProtocol.Fragment, 0, 0, 0, 32, 0, 0, 0, 5).Protocol(IpProtocol.Icmpv6).Payload(8).HopLimit(255)
            .ToBytes();

        _host.Receive(0, piece);
        _host.Receive(0, last);

        Assert.Equal(1, _host.Stack.Counters.Drops.Total);
        _host.AssertQuiet();
    }
}
