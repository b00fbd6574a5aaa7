using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Multicast;

namespace NetSim.Stack.Interfaces;

/// <summary>IGMP and MLD as they stand on the link: which packets are queries, and the packets of reports.</summary>
internal static class GroupMessages
{
    /// <summary>RFC 3376 section 4: DSCP of internetwork control.</summary>
    private const byte Dscp = 48;

    /// <summary>A report with more records would not fit a small link; each takes 20 bytes at most.</summary>
    private const int MostRecords = 50;

    private static readonly IpAddress AllIgmpRouters = IpAddress.FromIPv4(224, 0, 0, 22);
    private static readonly IpAddress AllMldRouters = new(0xFF02_0000_0000_0000, 0x16);

    /// <summary>Router alert, whose value 0 is "every router shall examine it" (RFC 2113).</summary>
    private static ReadOnlySpan<byte> RouterAlertIPv4 => [Ipv4Options.RouterAlert, 4, 0, 0];

    /// <summary>A hop-by-hop header with router alert of value 0, "MLD" (RFC 2711), and two bytes of padding.</summary>
    private static ReadOnlySpan<byte> RouterAlertIPv6 => [(byte)IpProtocol.Icmpv6, 0, Ipv6Options.RouterAlert, 2, 0, 0, Ipv6Options.PadN, 0];

    /// <summary>An IGMP message to a group.</summary>
    public static bool IsIgmp(ReadOnlySpan<byte> packet) =>
        packet.Length >= Ipv4Header.MinLength && packet[0] >> 4 == 4 && packet[9] == (byte)IpProtocol.Igmp && packet[16] >> 4 == 0xE;

    /// <summary>An MLD query: behind a hop-by-hop header (RFC 3810 section 5).</summary>
    public static bool IsMldQuery(ReadOnlySpan<byte> packet)
    {
        const int NextHeaderAt = 6;
        if (packet.Length < Ipv6Header.Length + 8 || packet[NextHeaderAt] != (byte)IpProtocol.HopByHop) return false;
        if (packet[Ipv6Header.Length] != (byte)IpProtocol.Icmpv6) return false;
        int messageAt = Ipv6Header.Length + 8 * (packet[Ipv6Header.Length + 1] + 1);
        return packet.Length > messageAt && packet[messageAt] == (byte)Icmpv6Type.MulticastListenerQuery;
    }

    /// <summary>RFC 3376 section 4 and 9.1.</summary>
    /// <returns>Why nothing follows from the message; null if something does.</returns>
    public static DropReason? TryReadIgmp(Packet packet, out GroupQuery query)
    {
        query = default;
        if (!Ipv4View.TryParse(packet.Bytes, out Ipv4View view) || view.IsFragment) return DropReason.Malformed;
        if (packet.Checksum == ChecksumState.Complete && !Ipv4Header.IsChecksumValid(packet.Bytes)) return DropReason.Checksum;
        if (!GroupReport.IsIgmpChecksumValid(view.Payload)) return DropReason.Checksum;
        if (view.TimeToLive != 1) return DropReason.Malformed;
        return GroupQuery.TryParseIgmp(view.Payload, out query) ? null : DropReason.Ignored;
    }

    /// <summary>RFC 3810 5.1.14 and 6.2: from a link-local address, with hop limit 1 and router alert.</summary>
    /// <returns>Why nothing follows from the message; null if something does.</returns>
    public static DropReason? TryReadMld(Packet packet, out GroupQuery query)
    {
        query = default;
        if (!Ipv6View.TryParse(packet.Bytes, out Ipv6View view)) return DropReason.Malformed;
        if (view.HopLimit != 1 || !view.Source.IsLinkLocal || !view.Destination.IsMulticast) return DropReason.Malformed;
        Ipv6ExtensionHeaders chain = new(view);
        if (!chain.MoveNext() || !HasRouterAlert(chain.Options)) return DropReason.Malformed;
        ReadOnlySpan<byte> message = view.Bytes[chain.UpperOffset..];
        if (!Icmpv6Header.IsChecksumValid(message, view.Source, view.Destination)) return DropReason.Checksum;
        return GroupQuery.TryParseMld(message, out query) ? null : DropReason.Malformed;
    }

    /// <summary>Version 3 of IGMP or 2 of MLD.</summary>
    public static void Send(NetworkInterface port, AddressFamily family, ReadOnlySpan<GroupRecord> records)
    {
        for (; !records.IsEmpty; records = records[Math.Min(MostRecords, records.Length)..])
        {
            ReadOnlySpan<GroupRecord> some = records[..Math.Min(MostRecords, records.Length)];
            Packet packet = port.Rent();
            GroupReport.WriteHeader(packet.Append(GroupReport.HeaderLength), family, some.Length);
            foreach (GroupRecord record in some) GroupReport.WriteRecord(packet.Append(GroupReport.RecordLength(family)), record);
            if (family == AddressFamily.IPv4) SendIgmp(port, packet, AllIgmpRouters);
            else SendMld(port, packet, AllMldRouters);
        }
    }

    /// <summary>A message for each group, to that group, or when leaving to all routers.</summary>
    public static void SendOlder(NetworkInterface port, ReadOnlySpan<GroupRecord> records)
    {
        foreach ((GroupRecordType type, IpAddress group) in records)
        {
            bool isLeaving = type == GroupRecordType.ChangeToIncludeMode;
            Packet packet = port.Rent();
            if (group.IsIPv4)
            {
                IgmpType igmp = isLeaving ? IgmpType.LeaveGroup : IgmpType.MembershipReportV2;
                GroupReport.WriteOldIgmp(packet.Append(GroupReport.OldIgmpLength), igmp, group);
                SendIgmp(port, packet, isLeaving ? LinkLayerMapping.AllRoutersIPv4 : group);
                continue;
            }
            Icmpv6Type mld = isLeaving ? Icmpv6Type.MulticastListenerDone : Icmpv6Type.MulticastListenerReport;
            GroupReport.WriteOldMld(packet.Append(GroupReport.OldMldLength), mld, group);
            SendMld(port, packet, isLeaving ? LinkLayerMapping.AllRouters : group);
        }
    }

    private static void SendIgmp(NetworkInterface port, Packet packet, IpAddress to)
    {
        GroupReport.FillIgmpChecksum(packet.Bytes);
        // RFC 3376 4.2.13: 0.0.0.0 before there is an address.
        bool hasAddress = port.Addresses.TryFindFor(to, out IpAddress source) && source.IsIPv4;
        int headerLength = Ipv4Header.MinLength + RouterAlertIPv4.Length;
        var fields = new Ipv4Fields
        {
            Dscp = Dscp,
            TotalLength = headerLength + packet.Length,
            TimeToLive = 1,
            Protocol = IpProtocol.Igmp,
            Source = hasAddress ? source : IpAddress.AnyIPv4,
            Destination = to,
        };
        Ipv4Header.Write(packet.Prepend(headerLength), fields, RouterAlertIPv4);
        packet.Checksum = ChecksumState.Verified;
        port.EmitToGroup(packet, to);
    }

    private static void SendMld(NetworkInterface port, Packet packet, IpAddress to)
    {
        // RFC 3590 section 4: from :: before there is a link-local address.
        IpAddress source = port.Addresses.FindLinkLocal();
        Icmpv6Header.FillChecksum(packet.Bytes, source, to);
        RouterAlertIPv6.CopyTo(packet.Prepend(RouterAlertIPv6.Length));
        var fields = new Ipv6Fields
        {
            PayloadLength = packet.Length,
            NextHeader = IpProtocol.HopByHop,
            HopLimit = 1,
            Source = source,
            Destination = to,
        };
        Ipv6Header.Write(packet.Prepend(Ipv6Header.Length), fields);
        packet.Checksum = ChecksumState.Verified;
        port.EmitToGroup(packet, to);
    }

    private static bool HasRouterAlert(Ipv6Options options)
    {
        while (options.MoveNext())
        {
            if (options.Kind == Ipv6Options.RouterAlert) return true;
        }
        return false;
    }
}
