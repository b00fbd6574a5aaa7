using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Dns;

/// <summary>A look-up under way: which name and type it is at, and which question is out.</summary>
internal sealed class Lookup(object tag, List<DnsName> candidates, ImmutableArray<DnsType> types)
{
    private const int MostAliases = 8;

    private int _candidate;
    private int _type;
    private int _aliases;

    public object Tag { get; } = tag;

    public DnsName Name { get; private set; } = candidates[0];

    public DnsType Type => types[_type];

    public int Number { get; set; }

    public ushort Id { get; set; }

    public IpEndpoint Server { get; set; }

    public DnsTransport Transport { get; set; }

    public Instant Deadline { get; set; }

    /// <summary>How often a server has been asked this question in vain.</summary>
    public int Turn { get; set; }

    /// <summary>A server has answered that it cannot.</summary>
    public bool HasFailed { get; set; }

    /// <summary>What a server has said for certain of a name before this one; better news than that one could not answer.</summary>
    public DnsAnswer? Denial { get; set; }

    /// <summary>On to the next type of the same name; where there is no such name, or no type is left, to the next name.</summary>
    public bool TryNext(DnsOutcome outcome)
    {
        if (outcome == DnsOutcome.NoData && _type + 1 < types.Length) _type++;
        else if (++_candidate < candidates.Count) _type = 0;
        else return false;
        Name = candidates[_candidate];
        _aliases = 0;
        return true;
    }

    public bool TryFollow(DnsName alias)
    {
        if (++_aliases > MostAliases) return false;
        Name = alias;
        return true;
    }
}
