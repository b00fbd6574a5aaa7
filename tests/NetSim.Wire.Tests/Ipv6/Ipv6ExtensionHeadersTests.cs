using NetSim.Testing;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Ipv6;

public sealed class Ipv6ExtensionHeadersTests
{
    private static readonly byte[] NoOptions = [0, 0, 1, 4, 0, 0, 0, 0];

    private static Ipv6ExtensionHeaders ChainOf(byte[] packet) => new(PacketAssert.IsIPv6(packet));

    private static (List<(IpProtocol Kind, int Offset)> Headers, Ipv6ChainEnd End, IpProtocol Upper, int UpperOffset) Walk(byte[] packet)
    {
        List<(IpProtocol, int)> headers = [];
        Ipv6ExtensionHeaders chain = ChainOf(packet);
        while (chain.MoveNext()) headers.Add((chain.Kind, chain.Offset));
        return (headers, chain.End, chain.UpperProtocol, chain.UpperOffset);
    }

    [Fact]
    public void All_kinds_are_walked_in_the_order_given()
    {
        var walk = Walk(Samples.ExtendedPackets[0]);
        Assert.Equal(
            [(IpProtocol.HopByHop, 40), (IpProtocol.Routing, 48), (IpProtocol.Fragment, 72), (IpProtocol.DestinationOptions, 80)],
            walk.Headers);
        Assert.Equal((Ipv6ChainEnd.UpperLayer, IpProtocol.Udp, 88), (walk.End, walk.Upper, walk.UpperOffset));
    }

    [Fact]
    public void A_fragment_of_another_program_is_read()
    {
        Ipv6ExtensionHeaders chain = ChainOf(ForeignPackets.FragmentIPv6);
        Assert.True(chain.MoveNext());
        Assert.Equal(Ipv6OptionAction.Skip, chain.Options.FindUnknown());
        Assert.True(chain.MoveNext());
        Assert.Equal((IpProtocol.Fragment, 1480, true, 0xDEADBEEF), (chain.Kind, chain.FragmentOffset, chain.MoreFragments, chain.FragmentIdentification));
        Assert.False(chain.MoveNext());
        Assert.Equal(Ipv6ChainEnd.LaterFragment, chain.End);
        Assert.Equal((IpProtocol.Udp, 56), (chain.UpperProtocol, chain.UpperOffset));
    }

    [Fact]
    public void A_routing_header_shows_type_and_segments_left()
    {
        Ipv6ExtensionHeaders chain = ChainOf(PacketBuilder.IPv6().Extension(IpProtocol.Routing, 0, 0, 99, 3, 0, 0, 0, 0).Udp().ToBytes());
        Assert.True(chain.MoveNext());
        Assert.Equal((99, 3), (chain.RoutingType, chain.SegmentsLeft));
    }

    [Fact]
    public void A_packet_without_extension_headers_ends_at_once()
    {
        var walk = Walk(PacketBuilder.IPv6().Tcp().ToBytes());
        Assert.Empty(walk.Headers);
        Assert.Equal((Ipv6ChainEnd.UpperLayer, IpProtocol.Tcp, 40), (walk.End, walk.Upper, walk.UpperOffset));
    }

    [Theory]
    [InlineData(IpProtocol.AuthenticationHeader)]
    [InlineData(IpProtocol.Esp)]
    [InlineData((IpProtocol)135)]
    [InlineData((IpProtocol)253)]
    public void A_kind_that_is_not_known_is_an_upper_layer(IpProtocol kind)
    {
        var walk = Walk(PacketBuilder.IPv6().Extension(IpProtocol.DestinationOptions, NoOptions).Protocol(kind).Payload(8).ToBytes());
        Assert.Equal((Ipv6ChainEnd.UpperLayer, kind, 48), (walk.End, walk.Upper, walk.UpperOffset));
    }

    [Fact]
    public void No_next_header_ends_the_chain_whatever_follows() =>
        Assert.Equal(Ipv6ChainEnd.NoNextHeader, Walk(Samples.ExtendedPackets[2]).End);

    [Fact]
    public void Hop_by_hop_options_behind_another_header_are_an_unrecognised_next_header()
    {
        Ipv6ExtensionHeaders chain = ChainOf(PacketBuilder.IPv6()
            .Extension(IpProtocol.DestinationOptions, NoOptions).Extension(IpProtocol.HopByHop, NoOptions).Udp().ToBytes());
        Assert.True(chain.MoveNext());
        Assert.False(chain.MoveNext());
        Assert.Equal(Ipv6ChainEnd.HopByHopNotFirst, chain.End);
        Assert.Equal(40, chain.NextHeaderFieldOffset);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    public void A_header_that_reaches_beyond_the_packet_ends_the_walk(int present)
    {
        byte[] header = [0, 1, 1, 4, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0];
        byte[] packet = PacketBuilder.IPv6().Extension(IpProtocol.DestinationOptions, header).Protocol(IpProtocol.Udp).ToBytes()[..(40 + present)];
        Ipv6Header.SetPayloadLength(packet, present);
        var walk = Walk(packet);
        Assert.Empty(walk.Headers);
        Assert.Equal(Ipv6ChainEnd.Truncated, walk.End);
    }

    [Theory]
    [InlineData(Ipv6ExtensionHeaders.MaxHeaders, Ipv6ChainEnd.UpperLayer)]
    [InlineData(Ipv6ExtensionHeaders.MaxHeaders + 1, Ipv6ChainEnd.TooManyHeaders)]
    [InlineData(1000, Ipv6ChainEnd.TooManyHeaders)]
    public void The_number_of_headers_is_bounded(int count, Ipv6ChainEnd expected)
    {
        PacketBuilder builder = PacketBuilder.IPv6().Udp();
        for (int i = 0; i < count; i++) builder.Extension(IpProtocol.DestinationOptions, NoOptions);
        var walk = Walk(builder.ToBytes());
        Assert.Equal(expected, walk.End);
        Assert.True(walk.Headers.Count <= Ipv6ExtensionHeaders.MaxHeaders);
    }

    [Fact]
    public void The_first_fragment_is_walked_on_and_a_later_one_is_not()
    {
        byte[] first = [0, 0, 0, 1, 0, 0, 0, 9];
        byte[] later = [0, 0, 0, 8, 0, 0, 0, 9];
        Assert.Equal(2, Walk(PacketBuilder.IPv6().Extension(IpProtocol.Fragment, first).Extension(IpProtocol.DestinationOptions, NoOptions).Udp().ToBytes()).Headers.Count);
        var walk = Walk(PacketBuilder.IPv6().Extension(IpProtocol.Fragment, later).Extension(IpProtocol.DestinationOptions, NoOptions).Udp().ToBytes());
        Assert.Single(walk.Headers);
        Assert.Equal((Ipv6ChainEnd.LaterFragment, IpProtocol.DestinationOptions), (walk.End, walk.Upper));
    }

    [Fact]
    public void A_written_fragment_header_is_read_back() => SeededRuns.Check(300, random =>
    {
        int offset = 8 * random.Next(8192);
        FragmentPlace place = (FragmentPlace)random.Next(2);
        uint identification = random.NextUInt32();
        PoisonedBytes header = new(Ipv6FragmentHeader.Length);
        Ipv6FragmentHeader.Write(header.Span, IpProtocol.Udp, offset, place, identification);
        header.AssertIntact();
        Ipv6ExtensionHeaders chain = ChainOf(PacketBuilder.IPv6().Extension(IpProtocol.Fragment, header.Span.ToArray()).Protocol(IpProtocol.Udp).Payload(8).ToBytes());
        Assert.True(chain.MoveNext());
        Assert.Equal((offset, place == FragmentPlace.MoreFollow, identification), (chain.FragmentOffset, chain.MoreFragments, chain.FragmentIdentification));
    });
}
