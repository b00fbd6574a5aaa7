using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;

namespace NetSim.Stack.Services.Dns;

/// <summary>What came of asking for a name.</summary>
public enum DnsOutcome : byte
{
    Found,

    /// <summary>There is no such name (NXDOMAIN).</summary>
    NoSuchName,

    /// <summary>The name is there and has no record of that type.</summary>
    NoData,

    /// <summary>No server gave an answer that could be used.</summary>
    ServerFailure,

    /// <summary>No server answered in time.</summary>
    TimedOut,

    /// <summary>There is nobody to ask.</summary>
    NoServer,

    /// <summary>What was asked for is no name.</summary>
    BadName,
}

/// <summary>The end of a look-up.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="TimeToLive">Seconds for which it may be believed.</param>
public sealed record DnsAnswer(DnsOutcome Outcome, uint TimeToLive = 0)
{
    /// <summary>Of A and AAAA, in the order of the answer.</summary>
    public ImmutableArray<IpAddress> Addresses { get; init; } = [];

    /// <summary>Of PTR, and of CNAME if that was asked for.</summary>
    public ImmutableArray<DnsName> Names { get; init; } = [];

    /// <summary>An alias whose own answer was not in the message: to be asked for next.</summary>
    internal DnsName? Alias { get; init; }

    /// <summary>Reads what a message says about a question, aliases followed (RFC 1034 3.6.2). Records that answer nothing are passed over.</summary>
    internal static DnsAnswer Read(in DnsView view, DnsName name, DnsType type)
    {
        const int MostAliases = 8;
        uint timeToLive = uint.MaxValue;
        DnsName asked = name;
        for (int aliases = 0; aliases < MostAliases; aliases++)
        {
            List<IpAddress> addresses = [];
            List<DnsName> names = [];
            DnsName? alias = null;
            foreach (DnsRecordView record in view.Records)
            {
                if (record.Section != DnsSection.Answer || record.Class != DnsClass.Internet || record.Name != name) continue;
                if (record.Type == type)
                {
                    timeToLive = Math.Min(timeToLive, record.TimeToLive);
                    if (record.TryGetAddress(out IpAddress address)) addresses.Add(address);
                    else if (record.TryGetTarget(out DnsName target)) names.Add(target);
                }
                else if (record.Type == DnsType.Cname && record.TryGetTarget(out DnsName to))
                {
                    timeToLive = Math.Min(timeToLive, record.TimeToLive);
                    alias = to;
                }
            }
            if (addresses.Count + names.Count > 0)
            {
                return new DnsAnswer(DnsOutcome.Found, timeToLive) { Addresses = [.. addresses], Names = [.. names] };
            }
            if (alias is not { } next) break;
            name = next;
        }
        if (view.ResponseCode == DnsResponseCode.NoSuchName) return new DnsAnswer(DnsOutcome.NoSuchName, NegativeTimeToLive(view));
        bool isElsewhere = name != asked;
        return new DnsAnswer(DnsOutcome.NoData, isElsewhere ? 0 : NegativeTimeToLive(view)) { Alias = isElsewhere ? name : null };
    }

    private static uint NegativeTimeToLive(in DnsView view)
    {
        foreach (DnsRecordView record in view.Records)
        {
            if (record.Section == DnsSection.Authority && record.TryGetNegativeTimeToLive(out uint seconds)) return seconds;
        }
        return 0;
    }
}
