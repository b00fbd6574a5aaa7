using NetSim.Wire.Addresses;

namespace NetSim.Wire.Dns;

/// <summary>A record to be written: what a zone is made of.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Type">Which of the other fields count.</param>
/// <param name="TimeToLive">Seconds for which it may be kept.</param>
public sealed record DnsRecord(DnsName Name, DnsType Type, uint TimeToLive)
{
    /// <summary>Of A and AAAA.</summary>
    public IpAddress Address { get; init; }

    /// <summary>Of CNAME, NS, PTR, MX and SRV; of SOA the first name server.</summary>
    public DnsName Target { get; init; }

    /// <summary>Of MX its preference, of SRV its priority.</summary>
    public ushort Preference { get; init; }

    /// <summary>Of SRV.</summary>
    public ushort Port { get; init; }

    /// <summary>Of TXT, in ASCII; longer than 255 octets it becomes several strings.</summary>
    public string Text { get; init; } = "";

    public static DnsRecord Of(DnsName name, IpAddress address, uint timeToLive) =>
        new(name, address.IsIPv4 ? DnsType.A : DnsType.Aaaa, timeToLive) { Address = address };

    /// <summary>From an address to a name.</summary>
    public static DnsRecord ReverseOf(IpAddress address, DnsName name, uint timeToLive) =>
        new(DnsName.ReverseOf(address), DnsType.Ptr, timeToLive) { Target = name };
}
