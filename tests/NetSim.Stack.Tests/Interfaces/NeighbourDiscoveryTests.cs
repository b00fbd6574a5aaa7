using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmpv6;

namespace NetSim.Stack.Tests.Interfaces;

/// <summary>One interface with fd00::1/64 and fe80::ff:fe00:1 (02:…:01) on an Ethernet link; fd00::2 has 02:…:02.</summary>
public sealed class NeighbourDiscoveryTests
{
    private const string OurGroup = "ff02::1:ff00:1";
    private const NeighborAdvertisementFlags Answer = NeighborAdvertisementFlags.Solicited | NeighborAdvertisementFlags.Override;

    private readonly TestNode _node = new();
    private readonly NetworkInterface _port;

    public NeighbourDiscoveryTests() => _port = _node.AddPort(["fd00::1/64"], mac: "02:00:00:00:00:01");

    private void SendDatagram() => _node.Send(PacketBuilder.IPv6("fd00::1", "fd00::2").Udp().Payload(10).Build(_node.Pool));

    private NeighbourState State => Assert.Single(_port.SnapshotNeighbours()).State;

    [Fact]
    [Rfc(4862, "5.3")]
    public void The_link_local_address_is_made_of_the_MAC()
    {
        Assert.Equal(["fe80::ff:fe00:1/64", "fd00::1/64"], _port.Prefixes.ToArray().Select(prefix => prefix.ToString()));
    }

    [Fact]
    [Rfc(4861, "7.2.4")]
    public void A_solicitation_is_answered_with_solicited_and_override_and_the_own_MAC()
    {
        _node.Receive(0, Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs));

        byte[] frame = _node.TakeOnlySent();
        NeighborAdvertisementView answer = Frames.ViewAdvertisement(frame);
        Assert.Equal(Answer, answer.Flags);
        Assert.Equal("fd00::1", answer.Target.ToString());
        Assert.True(answer.Options.TryFindLinkLayerAddress(NdpOptionType.TargetLinkLayerAddress, out MacAddress mac));
        Assert.Equal(Frames.Ours, mac);
        Assert.Equal("fd00::2", Frames.ViewNdp(frame).Destination.ToString());
        Assert.Equal(Frames.Theirs, Frames.View(frame).Destination);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(4861, "7.2.4")]
    public void A_router_says_so_in_its_answer()
    {
        var router = TestNode.Router();
        router.AddPort(["fd00::1/64"], mac: "02:00:00:00:00:01");

        router.Receive(0, Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs));

        Assert.True(Frames.ViewAdvertisement(router.TakeOnlySent()).IsRouter);
        router.AssertQuiet();
    }

    [Fact]
    [Rfc(4861, "7.2.3")]
    public void Who_solicits_us_is_known_from_then_on_but_not_as_reachable()
    {
        _node.Receive(0, Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs));
        _node.Sent.Clear();
        Assert.Equal(NeighbourState.Stale, State);

        SendDatagram();

        Assert.Equal(Frames.Theirs, Frames.View(_node.TakeOnlySent()).Destination);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(4861, "7.2.4")]
    public void A_unicast_solicitation_without_a_link_layer_address_is_answered_after_resolution()
    {
        _node.Receive(0, Frames.Solicitation("fd00::2", "fd00::1", "fd00::1"));
        Assert.Equal("fd00::2", Frames.ViewSolicitation(_node.TakeOnlySent()).Target.ToString());

        _node.Receive(0, Frames.Advertisement("fd00::2", "fd00::1", "fd00::2", Answer, Frames.Theirs));

        Assert.Equal("fd00::1", Frames.ViewAdvertisement(_node.TakeOnlySent()).Target.ToString());
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(4861, "7.2.4")]
    [Rfc(4862, "5.4.3")]
    public void A_probe_for_the_own_address_is_answered_to_all_nodes_and_unsolicited()
    {
        _node.Receive(0, Frames.Solicitation("::", OurGroup, "fd00::1"));

        byte[] frame = _node.TakeOnlySent();
        Assert.Equal(NeighborAdvertisementFlags.Override, Frames.ViewAdvertisement(frame).Flags);
        Assert.Equal("ff02::1", Frames.ViewNdp(frame).Destination.ToString());
        Assert.Equal("33:33:00:00:00:01", Frames.View(frame).Destination.ToString());
        Assert.Empty(_port.SnapshotNeighbours());
        _node.AssertQuiet();
    }

    public static TheoryData<string, byte[]> BadSolicitations() => new()
    {
        { "payload length of zero", With(Good(), EthernetView.HeaderLength + 5, 0) },
        { "hop limit", With(Good(), EthernetView.HeaderLength + 7, 254) },
        { "checksum", With(Good(), EthernetView.HeaderLength + 42, 0x12) },
        { "code", Frames.Ndp("fd00::2", OurGroup, [135, 1, 0, 0, 0, 0, 0, 0, .. IpBytes("fd00::1")]) },
        { "short", Frames.Ndp("fd00::2", OurGroup, [135, 0, 0, 0, 0, 0, 0, 0, .. IpBytes("fd00::1")[..8]]) },
        { "multicast target", Frames.Ndp("fd00::2", OurGroup, [135, 0, 0, 0, 0, 0, 0, 0, .. IpBytes("ff02::1")]) },
        { "zero-length option", Frames.Ndp("fd00::2", OurGroup, [135, .. new byte[7], .. IpBytes("fd00::1"), 1, 0, .. new byte[6]]) },
        { "option beyond the end", Frames.Ndp("fd00::2", OurGroup, [135, .. new byte[7], .. IpBytes("fd00::1"), 1, 2, .. new byte[6]]) },
        { "unspecified source with an option", Frames.Solicitation("::", OurGroup, "fd00::1", Frames.Theirs) },
        { "unspecified source to a unicast address", Frames.Solicitation("::", "fd00::1", "fd00::1") },
        { "group MAC", Frames.Solicitation("fd00::2", OurGroup, "fd00::1", MacAddress.Broadcast) },
        { "foreign target", Frames.Solicitation("fd00::2", OurGroup, "fd00::77:1", Frames.Theirs) },
    };

    [Theory]
    [MemberData(nameof(BadSolicitations))]
    [Rfc(4861, "7.1.1")]
    public void An_invalid_solicitation_is_dropped_and_teaches_nothing(string what, byte[] frame)
    {
        _node.Receive(0, frame);

        Assert.True(_port.Counters.ReceiveDrops.Total == 1, what);
        Assert.Empty(_port.SnapshotNeighbours());
        _node.AssertQuiet();
    }

    [Theory]
    [InlineData(253, Answer)]
    [InlineData(255, Answer)]
    [Rfc(4861, "7.2.5")]
    public void An_advertisement_without_an_entry_makes_none(byte hopLimit, NeighborAdvertisementFlags flags)
    {
        byte[] frame = Frames.Advertisement("fd00::2", "fd00::1", "fd00::2", flags, Frames.Theirs);
        frame[EthernetView.HeaderLength + 7] = hopLimit;

        _node.Receive(0, frame);

        Assert.Empty(_port.SnapshotNeighbours());
        Assert.Equal(1, _port.Counters.ReceiveDrops.Total);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(4861, "7.1.2")]
    public void A_solicited_advertisement_to_a_group_is_invalid()
    {
        SendDatagram();
        _node.Sent.Clear();

        _node.Receive(0, Frames.Advertisement("fd00::2", "ff02::1", "fd00::2", Answer, Frames.Theirs));

        Assert.Equal(NeighbourState.Incomplete, State);
        Assert.Equal(1, _node.Drops(DropReason.Malformed));
        _node.Stop();
    }

    /// <summary>RFC 4861 appendix C: state before, flags, whether the MAC is another, and then state and MAC after.</summary>
    [Theory]
    [InlineData(NeighbourState.Incomplete, NeighborAdvertisementFlags.None, true, NeighbourState.Stale, true)]
    [InlineData(NeighbourState.Incomplete, NeighborAdvertisementFlags.Solicited, true, NeighbourState.Reachable, true)]
    [InlineData(NeighbourState.Reachable, NeighborAdvertisementFlags.None, true, NeighbourState.Stale, false)]
    [InlineData(NeighbourState.Reachable, NeighborAdvertisementFlags.None, false, NeighbourState.Reachable, false)]
    [InlineData(NeighbourState.Reachable, NeighborAdvertisementFlags.Override, true, NeighbourState.Stale, true)]
    [InlineData(NeighbourState.Reachable, Answer, true, NeighbourState.Reachable, true)]
    [InlineData(NeighbourState.Stale, NeighborAdvertisementFlags.None, true, NeighbourState.Stale, false)]
    [InlineData(NeighbourState.Stale, NeighborAdvertisementFlags.Solicited, false, NeighbourState.Reachable, false)]
    [InlineData(NeighbourState.Stale, NeighborAdvertisementFlags.Solicited, true, NeighbourState.Stale, false)]
    [InlineData(NeighbourState.Stale, NeighborAdvertisementFlags.Override, true, NeighbourState.Stale, true)]
    [InlineData(NeighbourState.Stale, Answer, true, NeighbourState.Reachable, true)]
    [Rfc(4861, "7.2.5")]
    public void An_advertisement_changes_an_entry_as_its_flags_say(
        NeighbourState before, NeighborAdvertisementFlags flags, bool isOtherMac, NeighbourState after, bool takesMac)
    {
        if (before == NeighbourState.Incomplete) SendDatagram();
        else _node.Receive(0, Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs));
        byte[] answer = Frames.Advertisement("fd00::2", "fd00::1", "fd00::2", Answer, Frames.Theirs);
        if (before == NeighbourState.Reachable) _node.Receive(0, answer);
        Assert.Equal(before, State);

        MacAddress mac = isOtherMac ? Frames.Others : Frames.Theirs;
        _node.Receive(0, Frames.Advertisement("fd00::2", "fd00::1", "fd00::2", flags, mac));

        NeighbourSnapshot entry = Assert.Single(_port.SnapshotNeighbours());
        Assert.Equal(takesMac ? mac : Frames.Theirs, entry.Mac);
        Assert.Equal(after, entry.State);
        _node.Stop();
    }

    [Fact]
    [Rfc(4861, "7.2.5")]
    public void An_incomplete_entry_is_not_completed_by_an_advertisement_without_an_address()
    {
        SendDatagram();
        _node.Sent.Clear();

        _node.Receive(0, Frames.Advertisement("fd00::2", "fd00::1", "fd00::2", Answer));

        Assert.Equal(NeighbourState.Incomplete, State);
        _node.Stop();
    }

    [Fact]
    [Rfc(4861, "7.2.2")]
    public void A_silent_neighbour_is_solicited_three_times_a_second_apart_and_then_given_up()
    {
        SendDatagram();
        var times = new List<double>();
        for (int tenths = 0; tenths <= 50; tenths++)
        {
            _node.AdvanceTo(tenths / 10.0);
            while (_node.Sent.TryDequeue(out (int, byte[] Bytes) sent))
            {
                Assert.Equal("ff02::1:ff00:2", Frames.ViewNdp(sent.Bytes).Destination.ToString());
                Assert.Equal("33:33:ff:00:00:02", Frames.View(sent.Bytes).Destination.ToString());
                times.Add(tenths / 10.0);
            }
        }

        Assert.Equal([0.0, 1.0, 2.0], times);
        Assert.Equal(1, _node.Drops(DropReason.NeighbourUnreachable));
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(4861, "7.3.3")]
    public void A_neighbour_that_falls_silent_goes_from_reachable_to_stale_delay_probe_and_away()
    {
        SendDatagram();
        _node.Receive(0, Frames.Advertisement("fd00::2", "fd00::1", "fd00::2", Answer, Frames.Theirs));
        _node.Sent.Clear();
        double becameDelay = 0, becameProbe = 0, gone = 0;
        for (int tenths = 1; tenths <= 700 && gone == 0; tenths++)
        {
            double now = tenths / 10.0;
            _node.AdvanceTo(now);
            if (_port.SnapshotNeighbours() is not [var entry])
            {
                gone = now;
                break;
            }
            if (entry.State == NeighbourState.Delay && becameDelay == 0) becameDelay = now;
            if (entry.State == NeighbourState.Probe && becameProbe == 0) becameProbe = now;
            SendDatagram();
        }

        // 30 s times 0.5 to 1.5, seen at the next datagram; then 5 s; then three unicast probes a second apart.
        Assert.InRange(becameDelay, 15.0, 45.2);
        Assert.InRange(becameProbe - becameDelay, 4.8, 5.1);
        Assert.InRange(gone - becameProbe, 2.9, 3.1);
        byte[][] probes = [.. _node.Sent.Select(sent => sent.Bytes).Where(frame => frame[54] == (byte)Icmpv6Type.NeighborSolicitation)];
        byte[][] unicast = [.. probes.Where(frame => Frames.View(frame).Destination == Frames.Theirs)];
        Assert.Equal(3, unicast.Length);
        Assert.All(unicast, frame => Assert.Equal("fd00::2", Frames.ViewNdp(frame).Destination.ToString()));
        _node.Stop();
    }

    [Fact]
    [Rfc(4861, "7.3.3")]
    public void An_answered_probe_makes_the_neighbour_reachable_again_and_loses_nothing()
    {
        _node.Receive(0, Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs));
        SendDatagram();
        _node.Sent.Clear();
        _node.AdvanceTo(5.0);
        Assert.Equal("fd00::2", Frames.ViewSolicitation(_node.TakeOnlySent()).Target.ToString());

        _node.Receive(0, Frames.Advertisement("fd00::2", "fd00::1", "fd00::2", Answer, Frames.Theirs));
        _node.AdvanceTo(12.0);

        Assert.Equal(NeighbourState.Reachable, State);
        _node.AssertQuiet();
    }

    [Fact]
    public void Stale_entries_that_nobody_uses_are_left_alone()
    {
        _node.Receive(0, Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs));
        _node.Sent.Clear();

        _node.AdvanceTo(3600);

        Assert.Equal(NeighbourState.Stale, State);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(6583, "7")]
    public void A_scan_of_the_subnet_fills_no_more_than_its_share_of_the_table_and_those_in_use_survive()
    {
        var node = new TestNode();
        NetworkInterface port = node.AddPort(
            ["fd00::1/64"], mac: "02:00:00:00:00:01", neighbours: new NeighbourOptions { MaxEntries = 64, MaxIncomplete = 16 });
        node.Receive(0, Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs));

        for (int i = 0; i < 5000; i++)
        {
            node.Send(PacketBuilder.IPv6("fd00::1", $"fd00::dead:{i:x}").Udp().Build(node.Pool));
        }

        NeighbourSnapshot[] entries = port.SnapshotNeighbours();
        Assert.Equal(17, entries.Length);
        Assert.Contains(entries, entry => entry.Address == IpAddress.Parse("fd00::2"));
        Assert.Equal(5000 - 16, node.Drops(DropReason.NeighbourQueueFull));
        node.Stop();
    }

    [Fact]
    [Rfc(6583, "7")]
    public void A_full_table_makes_room_by_forgetting_who_was_not_used_for_longest()
    {
        var node = new TestNode();
        NetworkInterface port = node.AddPort(["fd00::1/64"], mac: "02:00:00:00:00:01", neighbours: new NeighbourOptions { MaxEntries = 3 });
        for (int i = 2; i <= 4; i++)
        {
            node.AdvanceTo(i);
            node.Receive(0, Frames.Solicitation($"fd00::{i}", OurGroup, "fd00::1", Frames.Theirs));
        }
        node.Send(PacketBuilder.IPv6("fd00::1", "fd00::2").Udp().Build(node.Pool));

        node.Receive(0, Frames.Solicitation("fd00::5", OurGroup, "fd00::1", Frames.Theirs));

        string[] known = [.. port.SnapshotNeighbours().Select(entry => entry.Address.ToString()).Order()];
        Assert.Equal(["fd00::2", "fd00::4", "fd00::5"], known);
        node.Stop();
    }

    [Theory]
    [InlineData((byte)Icmpv6Type.RouterSolicitation)]
    [InlineData((byte)Icmpv6Type.RouterAdvertisement)]
    [InlineData((byte)Icmpv6Type.Redirect)]
    public void Messages_of_routers_and_to_them_mean_nothing_to_a_host_that_was_not_told_to_listen(byte type)
    {
        byte[] body = type == (byte)Icmpv6Type.Redirect ? [.. new byte[4], .. IpBytes("fe80::3"), .. IpBytes("fd09::1")]
            : new byte[type == (byte)Icmpv6Type.RouterSolicitation ? 4 : 12];
        _node.Receive(0, Frames.Ndp("fe80::2", "ff02::1", [type, 0, 0, 0, .. body]));

        Assert.Equal(1, _node.Drops(DropReason.Ignored));
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(4862, "5.4.4")]
    public void An_advertisement_for_the_own_address_is_a_conflict_and_not_believed()
    {
        _node.Receive(0, Frames.Advertisement("fd00::1", "ff02::1", "fd00::1", NeighborAdvertisementFlags.Override, Frames.Theirs));

        Assert.Equal(1, _port.Counters.AddressConflicts);
        _node.AssertQuiet();
    }

    private static byte[] Good() => Frames.Solicitation("fd00::2", OurGroup, "fd00::1", Frames.Theirs);

    private static byte[] With(byte[] frame, int at, byte value)
    {
        frame[at] = value;
        return frame;
    }

    private static byte[] IpBytes(string address)
    {
        byte[] bytes = new byte[16];
        IpAddress.Parse(address).Write(bytes);
        return bytes;
    }
}
