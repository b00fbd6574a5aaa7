using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Time;

namespace NetSim.Wire.Multicast;

/// <summary>Which version of the protocol asks.</summary>
public enum QuerierVersion : byte
{
    /// <summary>IGMPv1 or IGMPv2, MLDv1: answers name one group each.</summary>
    Older,

    /// <summary>IGMPv3, MLDv2.</summary>
    Present,
}

/// <summary>
/// Who listens to a group, or to which does anybody listen: a query of IGMP (RFC 3376 4.1, RFC 2236) or MLD (RFC 3810 5.1, RFC 2710). The
/// sources of a query for certain sources are not read: whoever listens to all answers it like one for the group.
/// </summary>
public readonly record struct GroupQuery
{
    private const int OlderIgmpLength = 8;
    private const int IgmpLength = 12;
    private const int OlderMldLength = 24;
    private const int MldLength = 28;

    public QuerierVersion Version { get; private init; }

    /// <summary>The group that is asked for; <see langword="null"/>: all.</summary>
    public IpAddress? Group { get; private init; }

    /// <summary>Answers are spread over this time.</summary>
    public Duration MaxResponseTime { get; private init; }

    /// <summary>Reads an IGMP message; false if it is no query, or not well formed. The checksum is not looked at.</summary>
    public static bool TryParseIgmp(ReadOnlySpan<byte> message, out GroupQuery query)
    {
        query = default;
        if (message.Length < OlderIgmpLength || message[0] != (byte)IgmpType.MembershipQuery) return false;
        // RFC 3376 7.1: the length tells the versions apart, and any other length is none.
        if (message.Length is > OlderIgmpLength and < IgmpLength) return false;
        bool isOlder = message.Length == OlderIgmpLength;
        // In tenths of a second; IGMPv1 has 0 there and means ten seconds.
        int code = message[1], tenths = isOlder ? code == 0 ? 100 : code : Float(code, 0x80, 4);
        IpAddress group = IpAddress.Read(message.Slice(4, 4));
        if (!group.IsUnspecified && !group.IsMulticast) return false;
        query = new GroupQuery
        {
            Version = isOlder ? QuerierVersion.Older : QuerierVersion.Present,
            Group = group.IsUnspecified ? null : group,
            MaxResponseTime = Duration.FromMilliseconds(tenths * 100),
        };
        return true;
    }

    /// <summary>Reads an ICMPv6 message; false if it is no query, or not well formed. The checksum is not looked at.</summary>
    public static bool TryParseMld(ReadOnlySpan<byte> message, out GroupQuery query)
    {
        query = default;
        if (message.Length < OlderMldLength || message[0] != (byte)Icmpv6Type.MulticastListenerQuery) return false;
        if (message.Length is > OlderMldLength and < MldLength) return false;
        bool isOlder = message.Length == OlderMldLength;
        int code = message.U16(4), milliseconds = isOlder ? code : Float(code, 0x8000, 12);
        IpAddress group = IpAddress.Read(message.Slice(8, 16));
        if (!group.IsUnspecified && !group.IsMulticast) return false;
        query = new GroupQuery
        {
            Version = isOlder ? QuerierVersion.Older : QuerierVersion.Present,
            Group = group.IsUnspecified ? null : group,
            MaxResponseTime = Duration.FromMilliseconds(milliseconds),
        };
        return true;
    }

    /// <summary>RFC 3376 4.1.1, RFC 3810 5.1.3: from a certain value on, three bits of exponent and the rest mantissa.</summary>
    private static int Float(int code, int from, int mantissaBits)
    {
        if (code < from) return code;
        int mantissa = code & (1 << mantissaBits) - 1, exponent = code >> mantissaBits & 7;
        return (mantissa | 1 << mantissaBits) << exponent + 3;
    }
}
