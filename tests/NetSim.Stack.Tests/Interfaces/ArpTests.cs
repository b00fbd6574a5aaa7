using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;

namespace NetSim.Stack.Tests.Interfaces;

/// <summary>One interface with 10.0.0.1/24 and 02:…:01 on an Ethernet link; 10.0.0.2 has 02:…:02.</summary>
public sealed class ArpTests
{
    private readonly TestNode _node = new();
    private readonly NetworkInterface _port;

    public ArpTests() => _port = _node.AddPort(["10.0.0.1/24"], mac: "02:00:00:00:00:01");

    private void SendDatagram(string to = "10.0.0.2", int length = 10) =>
        _node.Send(PacketBuilder.IPv4("10.0.0.1", to).Udp().Payload(length).Build(_node.Pool));

    private static bool IsArp(byte[] frame) => Frames.View(frame).EtherType == EtherType.Arp;

    [Fact]
    [Rfc(826, "Packet Reception")]
    public void A_request_for_the_own_address_is_answered_with_the_own_MAC_and_the_addresses_swapped()
    {
        _node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.1"));

        byte[] frame = _node.TakeOnlySent();
        ArpView reply = Frames.ViewArp(frame);
        Assert.Equal(Frames.Theirs, Frames.View(frame).Destination);
        Assert.Equal(Frames.Ours, Frames.View(frame).Source);
        Assert.Equal(ArpOperation.Reply, reply.Operation);
        Assert.Equal((Frames.Ours, IpAddress.Parse("10.0.0.1")), (reply.SenderMac, reply.SenderAddress));
        Assert.Equal((Frames.Theirs, IpAddress.Parse("10.0.0.2")), (reply.TargetMac, reply.TargetAddress));
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(826, "Packet Reception")]
    public void A_request_for_another_address_is_not_answered_and_teaches_nothing()
    {
        _node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.99"));

        Assert.Empty(_port.SnapshotNeighbours());
        _node.AssertQuiet();
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 9)]
    [InlineData(4, 8)]
    [InlineData(5, 6)]
    [Rfc(826, "Packet Reception")]
    public void A_message_of_another_kind_or_with_wrong_lengths_is_dropped_as_malformed(int at, byte value)
    {
        byte[] frame = Frames.ArpRequest("10.0.0.2", "10.0.0.1");
        frame[EthernetView.HeaderLength + at] = value;

        _node.Receive(0, frame);
        _node.Receive(0, frame[..30]);

        Assert.Equal(2, _node.Drops(DropReason.Malformed));
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "3.3.2")]
    public void A_sender_with_a_group_MAC_is_not_believed()
    {
        _node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.1", MacAddress.Broadcast));

        Assert.Equal(1, _node.Drops(DropReason.Malformed));
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(826, "Packet Reception")]
    public void Who_asks_us_is_known_from_then_on()
    {
        _node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.1"));
        _node.Sent.Clear();

        SendDatagram();

        byte[] frame = _node.TakeOnlySent();
        Assert.Equal((EtherType.IPv4, Frames.Theirs), (Frames.View(frame).EtherType, Frames.View(frame).Destination));
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(826, "Packet Reception")]
    public void Talk_among_others_refreshes_an_entry_but_makes_none()
    {
        _node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.1"));
        _node.Sent.Clear();

        _node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.99", Frames.Others));
        _node.Receive(0, Frames.ArpRequest("10.0.0.5", "10.0.0.99", Frames.Others));

        NeighbourSnapshot only = Assert.Single(_port.SnapshotNeighbours());
        Assert.Equal((IpAddress.Parse("10.0.0.2"), Frames.Others), (only.Address, only.Mac));
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(5227, "2.1.1")]
    public void A_probe_for_the_own_address_is_answered_and_not_remembered()
    {
        _node.Receive(0, Frames.ArpRequest("0.0.0.0", "10.0.0.1"));

        ArpView reply = Frames.ViewArp(_node.TakeOnlySent());
        Assert.Equal((ArpOperation.Reply, IpAddress.Parse("10.0.0.1")), (reply.Operation, reply.SenderAddress));
        Assert.Empty(_port.SnapshotNeighbours());
        _node.AssertQuiet();
    }

    [Fact]
    public void An_unsolicited_reply_makes_no_entry()
    {
        _node.Receive(0, Frames.ArpReply("10.0.0.2", "10.0.0.1"));

        Assert.Empty(_port.SnapshotNeighbours());
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "2.3.2.2")]
    public void The_first_packets_to_a_new_neighbour_wait_and_all_arrive_in_order()
    {
        for (int i = 0; i < 64; i++) SendDatagram(length: i);
        ArpView request = Frames.ViewArp(_node.TakeOnlySent());
        Assert.Equal((ArpOperation.Request, IpAddress.Parse("10.0.0.2")), (request.Operation, request.TargetAddress));
        Assert.Equal((Frames.Ours, IpAddress.Parse("10.0.0.1")), (request.SenderMac, request.SenderAddress));

        _node.Receive(0, Frames.ArpReply("10.0.0.2", "10.0.0.1"));

        Assert.Equal(64, _node.Sent.Count);
        for (int i = 0; i < 64; i++)
        {
            byte[] frame = _node.Sent.Dequeue().Bytes;
            Assert.Equal(Frames.Theirs, Frames.View(frame).Destination);
            Assert.Equal(EthernetView.HeaderLength + 28 + i, frame.Length);
        }
        Assert.Equal(NeighbourState.Reachable, Assert.Single(_port.SnapshotNeighbours()).State);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "2.3.2.2")]
    public void More_packets_than_may_wait_replace_the_oldest_and_are_counted()
    {
        var node = new TestNode();
        node.AddPort(["10.0.0.1/24"], mac: "02:00:00:00:00:01", neighbours: new NeighbourOptions { MaxWaiting = 3 });
        for (int i = 0; i < 5; i++) node.Send(PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp().Payload(i).Build(node.Pool));
        node.Sent.Clear();

        node.Receive(0, Frames.ArpReply("10.0.0.2", "10.0.0.1"));

        Assert.Equal([2, 3, 4], node.Sent.Select(sent => sent.Bytes.Length - EthernetView.HeaderLength - 28));
        Assert.Equal(2, node.Drops(DropReason.NeighbourQueueFull));
        node.Stop();
    }

    [Fact]
    [Rfc(1122, "2.3.2.1")]
    public void A_dead_neighbour_is_asked_once_a_second_however_much_is_sent_to_it()
    {
        for (int i = 0; i < 1000; i++)
        {
            SendDatagram();
            _node.AdvanceTo((i + 1) * 0.010);
        }

        int requests = _node.Sent.Count(sent => IsArp(sent.Bytes));
        Assert.InRange(requests, 9, 11);
        _node.Stop();
    }

    [Fact]
    public void A_neighbour_that_never_answers_is_given_up_after_three_requests_a_second_apart()
    {
        SendDatagram();
        var times = new List<double>();
        for (int tenths = 0; tenths <= 50; tenths++)
        {
            _node.AdvanceTo(tenths / 10.0);
            while (_node.Sent.TryDequeue(out (int, byte[] Bytes) sent)) times.Add(tenths / 10.0);
        }

        Assert.Equal([0.0, 1.0, 2.0], times);
        Assert.Equal(1, _node.Drops(DropReason.NeighbourUnreachable));
        Assert.Empty(_port.SnapshotNeighbours());
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "2.3.2.1")]
    public void Traffic_follows_a_neighbour_that_silently_got_another_MAC_within_a_minute()
    {
        SendDatagram();
        _node.Receive(0, Frames.ArpReply("10.0.0.2", "10.0.0.1"));
        _node.Sent.Clear();

        double? followed = null;
        for (int second = 1; second <= 60 && followed is null; second++)
        {
            _node.AdvanceTo(second);
            SendDatagram();
            while (_node.Sent.TryDequeue(out (int, byte[] Bytes) sent))
            {
                EthernetView view = Frames.View(sent.Bytes);
                // The new card hears broadcasts and what is for itself; the old one is gone.
                if (view.EtherType == EtherType.Arp && view.Destination.IsBroadcast)
                {
                    _node.Receive(0, Frames.ArpReply("10.0.0.2", "10.0.0.1", Frames.Others));
                }
                else if (view.EtherType == EtherType.IPv4 && view.Destination == Frames.Others)
                {
                    followed ??= second;
                }
            }
        }

        Assert.NotNull(followed);
        _node.Stop();
    }

    [Fact]
    public void An_announcement_from_elsewhere_moves_the_entry_at_once()
    {
        SendDatagram();
        _node.Receive(0, Frames.ArpReply("10.0.0.2", "10.0.0.1"));
        _node.Receive(0, Frames.Arp(ArpOperation.Request, (Frames.Others, "10.0.0.2"), (default, "10.0.0.2"), MacAddress.Broadcast));
        _node.Sent.Clear();

        SendDatagram();

        Assert.Equal(Frames.Others, Frames.View(_node.TakeOnlySent()).Destination);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(5227, "2.4")]
    public void A_claim_to_the_own_address_is_counted_defended_once_and_not_believed()
    {
        _node.Receive(0, Frames.ArpRequest("10.0.0.1", "10.0.0.1"));
        _node.Receive(0, Frames.ArpRequest("10.0.0.1", "10.0.0.1"));

        ArpView defence = Frames.ViewArp(_node.TakeOnlySent());
        Assert.Equal((IpAddress.Parse("10.0.0.1"), IpAddress.Parse("10.0.0.1")), (defence.SenderAddress, defence.TargetAddress));
        Assert.Equal(2, _port.Counters.AddressConflicts);
        Assert.Empty(_port.SnapshotNeighbours());
        _node.AssertQuiet();
    }

    [Fact]
    public void A_permanent_entry_is_neither_asked_for_nor_changed_by_what_is_heard()
    {
        _port.AddNeighbour(IpAddress.Parse("10.0.0.2"), Frames.Others);

        _node.Receive(0, Frames.ArpRequest("10.0.0.2", "10.0.0.99"));
        SendDatagram();
        _node.AdvanceTo(3600);
        SendDatagram();

        Assert.All(_node.Sent, sent =>
            Assert.Equal((EtherType.IPv4, Frames.Others), (Frames.View(sent.Bytes).EtherType, Frames.View(sent.Bytes).Destination)));
        Assert.Equal(2, _node.Sent.Count);
        _node.Stop();
    }

    [Fact]
    [Rfc(5227, "2.3")]
    public void Announcing_tells_the_link_every_address()
    {
        _port.AddAddress(IpPrefix.Parse("10.0.1.1/24"));

        _port.Announce();

        Assert.True(_port.TryTake(out Packet? first));
        Assert.True(_port.TryTake(out Packet? second));
        Assert.Equal("10.0.0.1", Frames.ViewArp(first.Bytes.ToArray()).TargetAddress.ToString());
        Assert.Equal("10.0.1.1", Frames.ViewArp(second.Bytes.ToArray()).TargetAddress.ToString());
        first.Return();
        second.Return();
        _node.AssertQuiet();
    }
}
