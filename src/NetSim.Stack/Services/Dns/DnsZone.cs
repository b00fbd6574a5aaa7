using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Dns;

namespace NetSim.Stack.Services.Dns;

/// <summary>
/// The names below one origin with their records, and the reverse names of their addresses. A name that has only names below it exists
/// too, without records (RFC 8020).
/// </summary>
public sealed class DnsZone
{
    private static readonly DnsRecord[] None = [];
    private readonly Dictionary<DnsName, DnsRecord[]> _names = [];
    private readonly uint _timeToLive;

    /// <param name="origin">The root: everything is this zone's.</param>
    /// <param name="timeToLive">In seconds, of its own records and of the news that there is no such name.</param>
    public DnsZone(DnsName origin, uint timeToLive)
    {
        (Origin, _timeToLive) = (origin, timeToLive);
        Add(AuthorityFor(origin));
    }

    public DnsName Origin { get; }

    public void Add(DnsRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _names[record.Name] = _names.TryGetValue(record.Name, out DnsRecord[]? before) ? [.. before, record] : [record];
        for (DnsName above = record.Name; !above.IsRoot && above != Origin;)
        {
            above = above.Parent;
            if (!_names.TryAdd(above, None)) break;
        }
    }

    /// <summary>Whether this zone knows all about a name, be it there or not.</summary>
    public bool IsResponsibleFor(DnsName name) => name.IsWithin(Origin) || IsReverse(name);

    /// <summary>The records of a name that is there, of all types.</summary>
    public bool TryFind(DnsName name, [NotNullWhen(true)] out DnsRecord[]? records) => _names.TryGetValue(name, out records);

    /// <summary>The SOA record that goes with the news that there is nothing (RFC 2308).</summary>
    public DnsRecord AuthorityOf(DnsName name) =>
        name.IsWithin(Origin) ? AuthorityFor(Origin)
        : AuthorityFor(name.IsWithin(DnsName.ReverseIPv4) ? DnsName.ReverseIPv4 : DnsName.ReverseIPv6);

    private static bool IsReverse(DnsName name) => name.IsWithin(DnsName.ReverseIPv4) || name.IsWithin(DnsName.ReverseIPv6);

    private DnsRecord AuthorityFor(DnsName origin) => new(origin, DnsType.Soa, _timeToLive) { Target = Origin };
}
