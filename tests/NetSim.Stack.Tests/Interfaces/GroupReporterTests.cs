using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Multicast;

namespace NetSim.Stack.Tests.Interfaces;

/// <summary>One interface with 10.0.0.1/24 and fd00::1/64 on an Ethernet link with routers that want to know who listens to what.</summary>
public sealed class GroupReporterTests
{
    private static readonly IpAddress Group4 = IpAddress.Parse("239.1.2.3");
    private static readonly IpAddress Group6 = IpAddress.Parse("ff15::99");

    private readonly TestNode _node = new();
    private readonly NetworkInterface _port;

    public GroupReporterTests() => _port = _node.AddPort(["10.0.0.1/24", "fd00::1/64"], mac: "02:00:00:00:00:01");

    private void Join(IpAddress group)
    {
        _port.JoinGroup(_node.Now, group);
        _node.AdvanceTo(_node.Now.TotalSeconds);
        Drain();
    }

    private void Leave(IpAddress group)
    {
        _port.LeaveGroup(_node.Now, group);
        Drain();
    }

    private void Drain() => _node.DrainPorts();

    private static GroupRecord[] RecordsOf(byte[] frame, AddressFamily family)
    {
        ReadOnlySpan<byte> message = MessageOf(frame, family);
        int length = GroupReport.RecordLength(family);
        var records = new GroupRecord[message[7]];
        Assert.Equal(GroupReport.HeaderLength + records.Length * length, message.Length);
        for (int i = 0; i < records.Length; i++)
        {
            ReadOnlySpan<byte> record = message[(GroupReport.HeaderLength + i * length)..];
            records[i] = new GroupRecord((GroupRecordType)record[0], IpAddress.Read(record[4..length]));
        }
        return records;
    }

    /// <summary>The IGMP or MLD message of a frame, after the checks that every router makes.</summary>
    private static ReadOnlySpan<byte> MessageOf(byte[] frame, AddressFamily family)
    {
        ReadOnlySpan<byte> packet = frame.AsSpan(EthernetView.HeaderLength);
        if (family == AddressFamily.IPv4)
        {
            Assert.True(Ipv4View.TryParse(packet, out Ipv4View ipv4));
            Assert.True(Ipv4Header.IsChecksumValid(packet));
            Assert.Equal((IpProtocol.Igmp, 1), (ipv4.Protocol, ipv4.TimeToLive));
            Assert.Equal([148, 4, 0, 0], ipv4.Options.ToArray());
            Assert.True(GroupReport.IsIgmpChecksumValid(ipv4.Payload));
            return ipv4.Payload;
        }
        Assert.True(Ipv6View.TryParse(packet, out Ipv6View ipv6));
        Assert.Equal((IpProtocol.HopByHop, 1), (ipv6.NextHeader, ipv6.HopLimit));
        Ipv6ExtensionHeaders chain = new(ipv6);
        Assert.True(chain.MoveNext());
        ReadOnlySpan<byte> message = packet[chain.UpperOffset..];
        Assert.True(Icmpv6Header.IsChecksumValid(message, ipv6.Source, ipv6.Destination));
        return message;
    }

    private static byte[] IgmpQuery(string group, byte code, byte hops = 1, int length = 12)
    {
        byte[] message = new byte[length];
        (message[0], message[1]) = ((byte)IgmpType.MembershipQuery, code);
        IpAddress.Parse(group).Write(message.AsSpan(4));
        GroupReport.FillIgmpChecksum(message);
        byte[] frame = new byte[EthernetView.HeaderLength + Ipv4Header.MinLength + length];
        EthernetHeader.Write(frame, MacAddress.Parse("01:00:5e:00:00:01"), Frames.Theirs, EtherType.IPv4);
        Ipv4Header.Write(frame.AsSpan(EthernetView.HeaderLength), new Ipv4Fields
        {
            TotalLength = Ipv4Header.MinLength + length,
            TimeToLive = hops,
            Protocol = IpProtocol.Igmp,
            Source = IpAddress.Parse("10.0.0.2"),
            Destination = IpAddress.Parse("224.0.0.1"),
        });
        message.CopyTo(frame.AsSpan(EthernetView.HeaderLength + Ipv4Header.MinLength));
        return frame;
    }

    private static byte[] MldQuery(string group, ushort milliseconds, int length = 28, string source = "fe80::2")
    {
        byte[] message = new byte[length];
        message[0] = (byte)Icmpv6Type.MulticastListenerQuery;
        (message[4], message[5]) = ((byte)(milliseconds >> 8), (byte)milliseconds);
        IpAddress.Parse(group).Write(message.AsSpan(8));
        IpAddress from = IpAddress.Parse(source), to = IpAddress.AllNodesIPv6;
        Icmpv6Header.FillChecksum(message, from, to);
        byte[] frame = new byte[EthernetView.HeaderLength + Ipv6Header.Length + 8 + length];
        EthernetHeader.Write(frame, MacAddress.Parse("33:33:00:00:00:01"), Frames.Theirs, EtherType.IPv6);
        Ipv6Header.Write(frame.AsSpan(EthernetView.HeaderLength), new Ipv6Fields
        {
            PayloadLength = 8 + length,
            NextHeader = IpProtocol.HopByHop,
            HopLimit = 1,
            Source = from,
            Destination = to,
        });
        byte[] alert = [(byte)IpProtocol.Icmpv6, 0, 5, 2, 0, 0, 1, 0];
        alert.CopyTo(frame.AsSpan(EthernetView.HeaderLength + Ipv6Header.Length));
        message.CopyTo(frame.AsSpan(EthernetView.HeaderLength + Ipv6Header.Length + 8));
        return frame;
    }

    [Fact]
    [Rfc(3376, "5.1")]
    public void Joining_a_group_of_IPv4_is_told_at_once_and_once_more_within_a_second()
    {
        Join(Group4);

        byte[] frame = _node.TakeOnlySent();
        Assert.Equal("01:00:5e:00:00:16", Frames.View(frame).Destination.ToString());
        Assert.Equal([new GroupRecord(GroupRecordType.ChangeToExcludeMode, Group4)], RecordsOf(frame, AddressFamily.IPv4));

        _node.AdvanceTo(1);
        Assert.Equal([new GroupRecord(GroupRecordType.ChangeToExcludeMode, Group4)], RecordsOf(_node.TakeOnlySent(), AddressFamily.IPv4));

        _node.AdvanceTo(100);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(3810, "6.1")]
    public void Joining_a_group_of_IPv6_is_told_from_the_link_local_address_with_router_alert()
    {
        Join(Group6);

        byte[] frame = _node.TakeOnlySent();
        Assert.Equal("33:33:00:00:00:16", Frames.View(frame).Destination.ToString());
        Assert.Equal([new GroupRecord(GroupRecordType.ChangeToExcludeMode, Group6)], RecordsOf(frame, AddressFamily.IPv6));
        Assert.True(Ipv6View.TryParse(Frames.View(frame).Payload, out Ipv6View ip));
        Assert.Equal(("fe80::ff:fe00:1", "ff02::16"), (ip.Source.ToString(), ip.Destination.ToString()));
        _node.Stop();
    }

    [Fact]
    public void Only_the_first_member_and_the_last_are_told_of()
    {
        Join(Group4);
        _node.AdvanceTo(10);
        _node.Sent.Clear();

        Join(Group4);
        Leave(Group4);
        Assert.Empty(_node.Sent);
        Leave(Group4);

        Assert.Equal([new GroupRecord(GroupRecordType.ChangeToIncludeMode, Group4)], RecordsOf(_node.TakeOnlySent(), AddressFamily.IPv4));
        _node.Stop();
    }

    [Fact]
    public void Leaving_takes_the_place_of_a_join_that_was_still_to_be_repeated()
    {
        Join(Group4);
        Leave(Group4);
        _node.Sent.Clear();

        _node.AdvanceTo(10);

        Assert.Equal([new GroupRecord(GroupRecordType.ChangeToIncludeMode, Group4)], RecordsOf(_node.TakeOnlySent(), AddressFamily.IPv4));
        _node.Stop();
    }

    [Fact]
    public void What_was_joined_without_a_link_is_told_when_it_comes()
    {
        _port.SetCarrier(CarrierState.Off);
        Join(Group4);
        Join(Group6);
        Assert.Empty(_node.Sent);

        _port.SetCarrier(CarrierState.On);
        _node.AdvanceTo(3);

        Assert.Equal(4, _node.Sent.Count);
        Assert.Equal([new GroupRecord(GroupRecordType.ChangeToExcludeMode, Group4)], RecordsOf(_node.Sent.Dequeue().Bytes, AddressFamily.IPv4));
        Assert.Equal([new GroupRecord(GroupRecordType.ChangeToExcludeMode, Group6)], RecordsOf(_node.Sent.Dequeue().Bytes, AddressFamily.IPv6));
        _node.Stop();
    }

    [Fact]
    [Rfc(3376, "5.2")]
    [Rfc(3810, "6.2")]
    public void A_general_query_is_answered_once_within_its_time_with_all_groups_but_that_of_all_nodes()
    {
        Join(Group6);
        _node.AdvanceTo(10);
        _node.Sent.Clear();

        _node.Receive(0, MldQuery("::", 5000));
        Assert.Empty(_node.Sent);
        _node.AdvanceTo(15);

        GroupRecord[] records = RecordsOf(_node.TakeOnlySent(), AddressFamily.IPv6);
        Assert.All(records, record => Assert.Equal(GroupRecordType.ModeIsExclude, record.Type));
        Assert.Equal(["ff15::99", "ff02::1:ff00:1"], records.Select(record => record.Group.ToString()));
        _node.AdvanceTo(100);
        _node.AssertQuiet();
    }

    [Fact]
    public void A_query_for_one_group_is_answered_by_who_is_in_it()
    {
        Join(Group4);
        _node.AdvanceTo(10);
        _node.Sent.Clear();

        _node.Receive(0, IgmpQuery("239.9.9.9", 10));
        _node.Receive(0, IgmpQuery("239.1.2.3", 10));
        _node.AdvanceTo(11);

        Assert.Equal([new GroupRecord(GroupRecordType.ModeIsExclude, Group4)], RecordsOf(_node.TakeOnlySent(), AddressFamily.IPv4));
        _node.AssertQuiet();
    }

    [Theory]
    [InlineData("hop limit", 2, 12)]
    [InlineData("length between the versions", 1, 10)]
    [Rfc(3376, "9.1")]
    public void An_invalid_query_is_dropped(string what, byte hops, int length)
    {
        Join(Group4);
        _node.AdvanceTo(10);
        _node.Sent.Clear();

        _node.Receive(0, IgmpQuery("0.0.0.0", 10, hops, length));
        _node.AdvanceTo(100);

        Assert.True(_port.Counters.ReceiveDrops.Total == 1, what);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(3810, "10.1")]
    public void A_query_from_beyond_the_link_is_dropped()
    {
        _node.Receive(0, MldQuery("::", 1000, source: "fd00::2"));

        Assert.Equal(1, _port.Counters.ReceiveDrops[DropReason.Malformed]);
        _node.AdvanceTo(100);
        _node.AssertQuiet();
    }

    [Fact]
    [Rfc(3376, "7.2.1")]
    [Rfc(2236, "3")]
    public void A_querier_of_IGMPv2_is_answered_in_its_version_and_leaving_is_said_to_all_routers()
    {
        Join(Group4);
        _node.AdvanceTo(10);
        _node.Sent.Clear();

        _node.Receive(0, IgmpQuery("0.0.0.0", 10, length: 8));
        _node.AdvanceTo(11);
        byte[] frame = _node.TakeOnlySent();
        Assert.Equal("01:00:5e:01:02:03", Frames.View(frame).Destination.ToString());
        Assert.Equal((byte)IgmpType.MembershipReportV2, MessageOf(frame, AddressFamily.IPv4)[0]);

        Leave(Group4);
        frame = _node.TakeOnlySent();
        Assert.Equal("01:00:5e:00:00:02", Frames.View(frame).Destination.ToString());
        Assert.Equal((byte)IgmpType.LeaveGroup, MessageOf(frame, AddressFamily.IPv4)[0]);

        // RFC 3376 8.12: some minutes without such a querier, and the present version is spoken again.
        _node.AdvanceTo(300);
        _node.Sent.Clear();
        Join(Group4);
        Assert.Equal((byte)IgmpType.MembershipReportV3, MessageOf(_node.TakeOnlySent(), AddressFamily.IPv4)[0]);
        _node.Stop();
    }

    [Fact]
    [Rfc(3810, "8.2.1")]
    public void A_querier_of_MLDv1_is_answered_in_its_version()
    {
        _node.Receive(0, MldQuery("::", 1000, length: 24));
        _node.AdvanceTo(1);

        byte[] frame = _node.TakeOnlySent();
        Assert.Equal((byte)Icmpv6Type.MulticastListenerReport, MessageOf(frame, AddressFamily.IPv6)[0]);
        Assert.Equal("33:33:ff:00:00:01", Frames.View(frame).Destination.ToString());
        _node.AssertQuiet();
    }

    [Fact]
    public void An_interface_without_Ethernet_tells_too()
    {
        var node = new TestNode();
        NetworkInterface port = node.AddPort(["10.0.0.1/24"]);

        port.JoinGroup(default, Group4);
        node.DrainPorts();

        Assert.True(Ipv4View.TryParse(node.TakeOnlySent(), out Ipv4View view));
        Assert.Equal((IpProtocol.Igmp, "224.0.0.22"), (view.Protocol, view.Destination.ToString()));
        node.Stop();
    }
}
