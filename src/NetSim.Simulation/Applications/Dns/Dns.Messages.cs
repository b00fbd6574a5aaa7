using System.Collections.Immutable;
using NetSim.Stack.Services.Dns;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>To a node: look the addresses of a name up with its name servers. The answer is <see cref="NameResolved"/>.</summary>
public sealed record ResolveName(string Name)
{
    /// <summary>To be asked for in turn until one brings an address; none: those of the families that the node has.</summary>
    public ImmutableArray<DnsType> Types { get; init; } = [];
}

/// <summary>From a node's resolver.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Answer">What came of it.</param>
public sealed record NameResolved(string Name, DnsAnswer Answer)
{
    /// <summary>The first address of the answer.</summary>
    public IpAddress Address => Answer.Addresses[0];

    /// <summary>In words; null if there is an address.</summary>
    public string? Problem => Answer.Outcome switch
    {
        DnsOutcome.Found => null,
        DnsOutcome.NoSuchName => $"there is no name '{Name}'",
        DnsOutcome.NoData => $"'{Name}' has no address",
        DnsOutcome.TimedOut => $"no name server answers, so nobody knows '{Name}'",
        DnsOutcome.NoServer => $"there is no name server to ask for '{Name}'",
        _ => $"no name server can tell the address of '{Name}'",
    };
}

/// <summary>To a node: name servers that somebody has told it of, in place of those that the same source told of before.</summary>
/// <param name="Source">Who has learned of them.</param>
/// <param name="Servers">In the order in which they are to be asked.</param>
/// <param name="Search">Domains for short names.</param>
internal sealed record NameServersLearned(string Source, IReadOnlyList<IpAddress> Servers, IReadOnlyList<DnsName> Search);

/// <summary>From a query to its resolver: what came back.</summary>
internal sealed record DnsReply(int Query, IpEndpoint From, ReadOnlyMemory<byte> Message);

/// <summary>From a query to its resolver: nothing will come back.</summary>
internal sealed record DnsUnreachable(int Query);
