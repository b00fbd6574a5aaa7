using NetSim.Wire.Dns;

namespace NetSim.Stack.Services.Mdns;

/// <summary>A service that a host tells of (DNS-SD, RFC 6763). Its instance is named after the host.</summary>
/// <param name="Type">Service and transport, <c>_http._tcp</c> (RFC 6763 section 7).</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Text">What else a client should know, <c>path=/</c>; may be empty (RFC 6763 section 6).</param>
public sealed record AdvertisedService(DnsName Type, ushort Port, string Text)
{
    /// <summary>RFC 6762 section 10: two minutes of records that name a host, 75 of the others.</summary>
    private const uint HostTimeToLive = 120, LongTimeToLive = 4500;

    /// <summary>RFC 6763 section 9: whoever asks for this name is told of all types.</summary>
    private static readonly DnsName AllTypes = DnsName.Parse("_services._dns-sd._udp.local");

    /// <summary>The type below <c>local</c>, then the instance, its address and its text (RFC 6763 4.1, 5, 6).</summary>
    /// <param name="host">With <c>local</c>; its first label names the instance.</param>
    /// <param name="timeToLive">Of the records that name the host; less than usual makes all of them short-lived, and 0 takes them back.</param>
    internal IEnumerable<DnsRecord> Records(DnsName host, uint timeToLive)
    {
        if (!Type.TryAppend(DnsName.Local, out DnsName type) || !host.First.TryAppend(type, out DnsName instance)) yield break;
        uint longer = timeToLive < HostTimeToLive ? timeToLive : LongTimeToLive;
        yield return new DnsRecord(AllTypes, DnsType.Ptr, longer) { Target = type };
        yield return new DnsRecord(type, DnsType.Ptr, longer) { Target = instance };
        yield return new DnsRecord(instance, DnsType.Srv, timeToLive) { Target = host, Port = Port };
        yield return new DnsRecord(instance, DnsType.Txt, longer) { Text = Text };
    }

    /// <summary>Several hosts tell of one type, and all of them are of interest; the rest is one host's own (RFC 6762 section 2).</summary>
    internal static DnsRecordRole RoleOf(DnsRecord record) =>
        record.Type == DnsType.Ptr && record.Target.IsWithin(DnsName.Local) && record.Name.IsWithin(DnsName.Local) ? DnsRecordRole.Shared : DnsRecordRole.Unique;
}
