using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmpv6;

namespace NetSim.Wire.Multicast;

/// <summary>
/// Writes the reports of IGMPv3 (RFC 3376 4.2) and MLDv2 (RFC 3810 5.2), whose forms differ in their type and the length of an address
/// alone, and the messages of the versions before. The checksum of MLD, which covers addresses, is filled in last
/// (<see cref="Icmpv6Header.FillChecksum"/>).
/// </summary>
public static class GroupReport
{
    public const int HeaderLength = 8;

    /// <summary>Of a message of IGMPv2 (RFC 2236 section 2).</summary>
    public const int OldIgmpLength = 8;

    /// <summary>Of a message of MLDv1 (RFC 2710 section 3).</summary>
    public const int OldMldLength = 24;

    internal const int RecordCountAt = 6;

    public static int RecordLength(AddressFamily family) => family == AddressFamily.IPv4 ? 8 : 20;

    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="family">IGMP for IPv4, MLD for IPv6.</param>
    /// <param name="records">How many follow.</param>
    public static void WriteHeader(Span<byte> bytes, AddressFamily family, int records)
    {
        bytes[..HeaderLength].Clear();
        bytes[0] = family == AddressFamily.IPv4 ? (byte)IgmpType.MembershipReportV3 : (byte)Icmpv6Type.MulticastListenerReportV2;
        bytes.PutU16(RecordCountAt, checked((ushort)records));
    }

    /// <param name="bytes">At least <see cref="RecordLength"/> bytes.</param>
    /// <param name="record">Its group's family decides the form.</param>
    public static void WriteRecord(Span<byte> bytes, GroupRecord record)
    {
        bytes[..4].Clear();
        bytes[0] = (byte)record.Type;
        record.Group.Write(bytes[4..]);
    }

    /// <summary>A message of IGMPv2, checksum included.</summary>
    public static void WriteOldIgmp(Span<byte> bytes, IgmpType type, IpAddress group)
    {
        bytes[..4].Clear();
        bytes[0] = (byte)type;
        group.Write(bytes[4..]);
        FillIgmpChecksum(bytes[..OldIgmpLength]);
    }

    /// <summary>A message of MLDv1.</summary>
    public static void WriteOldMld(Span<byte> bytes, Icmpv6Type type, IpAddress group)
    {
        Icmpv6Header.Write(bytes, type, 0, 0);
        group.Write(bytes[Icmpv6Header.Length..]);
    }

    public static void FillIgmpChecksum(Span<byte> message)
    {
        message.PutU16(IgmpChecksumAt, 0);
        message.PutU16(IgmpChecksumAt, InternetChecksum.Compute(message));
    }

    public static bool IsIgmpChecksumValid(ReadOnlySpan<byte> message) => InternetChecksum.Fold(InternetChecksum.Sum(message)) == 0xFFFF;

    private const int IgmpChecksumAt = 2;
}
