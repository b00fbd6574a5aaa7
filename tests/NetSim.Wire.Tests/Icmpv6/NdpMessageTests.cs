using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Icmpv6;

public sealed class NdpMessageTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:01");
    private static readonly IpAddress Target = IpAddress.Parse("fe80::2");

    [Fact]
    public void A_neighbor_solicitation_of_another_program_is_read_and_written_alike()
    {
        ReadOnlySpan<byte> message = PacketAssert.IsIcmpv6(ForeignPackets.NeighborSolicitation).Bytes;
        Assert.True(NeighborSolicitationView.TryParse(message, out NeighborSolicitationView view));
        Assert.Equal(Target, view.Target);
        Assert.True(view.Options.TryFindLinkLayerAddress(NdpOptionType.SourceLinkLayerAddress, out MacAddress mac));
        Assert.Equal(Mac, mac);
        Assert.False(view.Options.TryFindLinkLayerAddress(NdpOptionType.TargetLinkLayerAddress, out _));

        PoisonedBytes written = new(32);
        int at = NdpMessage.WriteNeighborSolicitation(written.Span, Target);
        at += NdpOptionWriter.WriteLinkLayerAddress(written.Span[at..], NdpOptionType.SourceLinkLayerAddress, Mac);
        Assert.Equal(32, at);
        Icmpv6Header.FillChecksum(written.Span, IpAddress.Parse("fe80::1"), Target.SolicitedNode);
        written.AssertIntact();
        PacketAssert.Is(message, written.Span);
    }

    [Fact]
    public void A_router_advertisement_of_another_program_is_read_and_written_alike()
    {
        ReadOnlySpan<byte> message = PacketAssert.IsIcmpv6(ForeignPackets.RouterAdvertisement).Bytes;
        Assert.True(RouterAdvertisementView.TryParse(message, out RouterAdvertisementView view));
        Assert.Equal((64, RouterAdvertisementFlags.OtherConfiguration, 1800), (view.CurrentHopLimit, view.Flags, view.RouterLifetimeSeconds));
        Assert.Equal((30000u, 1000u), (view.ReachableTimeMilliseconds, view.RetransmitTimerMilliseconds));

        PoisonedBytes written = new(message.Length);
        int at = NdpMessage.WriteRouterAdvertisement(written.Span, new RouterAdvertisementFields
        {
            CurrentHopLimit = view.CurrentHopLimit,
            Flags = view.Flags,
            RouterLifetimeSeconds = view.RouterLifetimeSeconds,
            ReachableTimeMilliseconds = view.ReachableTimeMilliseconds,
            RetransmitTimerMilliseconds = view.RetransmitTimerMilliseconds,
        });
        foreach (NdpOption option in view.Options) at += Rewrite(option, written.Span[at..]);
        Icmpv6Header.FillChecksum(written.Span, IpAddress.Parse("fe80::1"), IpAddress.AllNodesIPv6);
        written.AssertIntact();
        PacketAssert.Is(message, written.Span);
    }

    private static int Rewrite(NdpOption option, Span<byte> to)
    {
        if (option.TryGetPrefixInformation(out PrefixInformation prefix))
        {
            Assert.Equal(IpPrefix.Parse("2001:db8:1::/64"), prefix.Prefix);
            Assert.Equal((true, true, 86400u, 14400u), (prefix.IsOnLink, prefix.IsAutonomous, prefix.ValidLifetimeSeconds, prefix.PreferredLifetimeSeconds));
            return NdpOptionWriter.WritePrefixInformation(to, prefix);
        }
        if (option.TryGetMtu(out uint mtu)) return NdpOptionWriter.WriteMtu(to, mtu);
        if (option.TryGetDnsServers(out uint lifetime, out int count))
        {
            IpAddress[] servers = new IpAddress[count];
            for (int i = 0; i < count; i++) servers[i] = option.DnsServer(i);
            Assert.Equal([IpAddress.Parse("2001:db8::53"), IpAddress.Parse("2001:db8::54")], servers);
            return NdpOptionWriter.WriteDnsServers(to, lifetime, servers);
        }
        Assert.True(option.TryGetLinkLayerAddress(out MacAddress mac));
        return NdpOptionWriter.WriteLinkLayerAddress(to, option.Type, mac);
    }

    [Theory]
    [InlineData(NeighborAdvertisementFlags.None)]
    [InlineData(NeighborAdvertisementFlags.Solicited)]
    [InlineData(NeighborAdvertisementFlags.Router | NeighborAdvertisementFlags.Override)]
    public void A_neighbor_advertisement_keeps_its_flags(NeighborAdvertisementFlags flags)
    {
        PoisonedBytes bytes = new(24);
        Assert.Equal(24, NdpMessage.WriteNeighborAdvertisement(bytes.Span, Target, flags));
        bytes.AssertIntact();
        Assert.True(NeighborAdvertisementView.TryParse(bytes.Span, out NeighborAdvertisementView view));
        Assert.Equal((Target, flags), (view.Target, view.Flags));
        Assert.Equal((flags & NeighborAdvertisementFlags.Router) != 0, view.IsRouter);
        Assert.Equal((flags & NeighborAdvertisementFlags.Solicited) != 0, view.IsSolicited);
        Assert.Equal((flags & NeighborAdvertisementFlags.Override) != 0, view.IsOverride);
    }

    [Fact]
    public void A_router_solicitation_may_have_no_options()
    {
        byte[] bytes = new byte[8];
        Assert.Equal(8, NdpMessage.WriteRouterSolicitation(bytes));
        Assert.True(RouterSolicitationView.TryParse(bytes, out _));
    }

    [Fact]
    public void A_redirect_quotes_whole_words_of_the_packet()
    {
        byte[] about = PacketBuilder.IPv6().Udp().Payload(5).ToBytes();
        byte[] bytes = new byte[200];
        int at = NdpMessage.WriteRedirect(bytes, Target, IpAddress.Parse("fd00::9"));
        at += NdpOptionWriter.WriteRedirectedHeader(bytes.AsSpan(at), about);
        Assert.True(RedirectView.TryParse(bytes.AsSpan(0, at), out RedirectView view));
        Assert.Equal((Target, IpAddress.Parse("fd00::9")), (view.Target, view.Destination));
        foreach (NdpOption option in view.Options)
        {
            Assert.True(option.TryGetRedirectedPacket(out ReadOnlySpan<byte> quoted));
            PacketAssert.Is(about.AsSpan(0, 48), quoted);
        }
    }

    [Fact]
    [Rfc(4861, "8.1")]
    public void A_redirect_to_something_else_than_a_router_or_the_destination_is_refused()
    {
        byte[] bytes = new byte[40];
        NdpMessage.WriteRedirect(bytes, IpAddress.Parse("fd00::5"), IpAddress.Parse("fd00::9"));
        Assert.False(RedirectView.TryParse(bytes, out _));
        NdpMessage.WriteRedirect(bytes, IpAddress.Parse("fd00::9"), IpAddress.Parse("fd00::9"));
        Assert.True(RedirectView.TryParse(bytes, out _));
        NdpMessage.WriteRedirect(bytes, Target, IpAddress.AllNodesIPv6);
        Assert.False(RedirectView.TryParse(bytes, out _));
    }

    [Fact]
    [Rfc(4861, "7.1.1")]
    public void A_code_other_than_zero_is_refused()
    {
        foreach (byte[] message in Samples.NeighborDiscovery)
        {
            message[1] = 1;
            Assert.False(IsReadable(message));
        }
    }

    [Fact]
    public void A_message_is_only_what_its_type_says()
    {
        foreach (byte[] message in Samples.NeighborDiscovery)
        {
            Assert.True(IsReadable(message));
            message[0] = (byte)Icmpv6Type.EchoRequest;
            Assert.False(IsReadable(message));
        }
    }

    [Fact]
    [Rfc(4861, "7.1.1")]
    public void A_multicast_target_is_refused()
    {
        byte[] bytes = new byte[24];
        NdpMessage.WriteNeighborSolicitation(bytes, IpAddress.AllNodesIPv6);
        Assert.False(NeighborSolicitationView.TryParse(bytes, out _));
        NdpMessage.WriteNeighborAdvertisement(bytes, IpAddress.AllNodesIPv6, NeighborAdvertisementFlags.Override);
        Assert.False(NeighborAdvertisementView.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 }, "length 0")]
    [InlineData(new byte[] { 1, 2, 0, 0, 0, 0, 0, 0 }, "length beyond the message")]
    [InlineData(new byte[] { 1, 1, 0, 0, 0, 0, 0 }, "cut off")]
    [InlineData(new byte[] { 1, 1, 2, 0, 0, 0, 0, 1, 9 }, "a byte too many")]
    [Rfc(4861, "4.6")]
    public void An_option_without_length_or_end_discards_the_message(byte[] options, string what)
    {
        byte[] bytes = [.. Samples.NeighborSolicitation.AsSpan(0, 24), .. options];
        Assert.False(NeighborSolicitationView.TryParse(bytes, out _), what);
    }

    [Fact]
    [Rfc(4861, "4.6")]
    public void An_unknown_option_or_one_of_a_wrong_length_is_passed_over()
    {
        byte[] unknown = [200, 1, 9, 9, 9, 9, 9, 9];
        byte[] tooLong = [1, 2, .. new byte[14]];
        byte[] right = [1, 1, 2, 0, 0, 0, 0, 1];
        byte[] bytes = [.. Samples.NeighborSolicitation.AsSpan(0, 24), .. unknown, .. tooLong, .. right];
        Assert.True(NeighborSolicitationView.TryParse(bytes, out NeighborSolicitationView view));
        Assert.True(view.Options.TryFindLinkLayerAddress(NdpOptionType.SourceLinkLayerAddress, out MacAddress mac));
        Assert.Equal(Mac, mac);
    }

    [Fact]
    public void A_prefix_longer_than_an_address_is_passed_over()
    {
        byte[] option = new byte[32];
        NdpOptionWriter.WritePrefixInformation(option, new PrefixInformation { Prefix = IpPrefix.Parse("fd00::/64") });
        option[2] = 129;
        byte[] head = new byte[16];
        NdpMessage.WriteRouterAdvertisement(head, default);
        Assert.True(RouterAdvertisementView.TryParse([.. head, .. option], out RouterAdvertisementView view));
        foreach (NdpOption read in view.Options) Assert.False(read.TryGetPrefixInformation(out _));
    }

    private static bool IsReadable(byte[] message) =>
        NeighborSolicitationView.TryParse(message, out _) || NeighborAdvertisementView.TryParse(message, out _)
        || RouterSolicitationView.TryParse(message, out _) || RouterAdvertisementView.TryParse(message, out _)
        || RedirectView.TryParse(message, out _);
}
