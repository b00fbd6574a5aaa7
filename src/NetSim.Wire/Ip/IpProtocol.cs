namespace NetSim.Wire.Ip;

/// <summary>The protocol field of IPv4 and the next-header field of IPv6: one number space (IANA "Protocol Numbers").</summary>
public enum IpProtocol : byte
{
    HopByHop = 0,
    Icmp = 1,
    Igmp = 2,

    /// <summary>IPv4 within IP (RFC 2003).</summary>
    IPv4 = 4,
    Tcp = 6,
    Udp = 17,

    /// <summary>IPv6 within IP (RFC 2473, RFC 4213).</summary>
    IPv6 = 41,
    Routing = 43,
    Fragment = 44,
    Gre = 47,
    Esp = 50,
    AuthenticationHeader = 51,
    Icmpv6 = 58,
    NoNext = 59,
    DestinationOptions = 60,
}
