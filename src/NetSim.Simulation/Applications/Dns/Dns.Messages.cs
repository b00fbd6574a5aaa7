using NetSim.Stack.Services.Dns;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>To a node: look the addresses of a name up with its name servers. The answer is <see cref="NameResolved"/>.</summary>
public sealed record ResolveName(string Name);

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

/// <summary>From a query to its resolver: what came back.</summary>
internal sealed record DnsReply(int Query, IpEndpoint From, ReadOnlyMemory<byte> Message);

/// <summary>From a query to its resolver: nothing will come back.</summary>
internal sealed record DnsUnreachable(int Query);
