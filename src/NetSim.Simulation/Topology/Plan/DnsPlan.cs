using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A name server for the nodes of the file and what else it is told.</summary>
public sealed record DnsPlan : ApplicationPlan
{
    public ushort Port { get; init; } = 53;

    /// <summary>Null: the names stand below the root.</summary>
    public string? Zone { get; init; }

    /// <summary>Of all its records.</summary>
    public Duration TimeToLive { get; init; } = Duration.FromSeconds(3600);

    public ImmutableArray<DnsRecordPlan> Records { get; init; } = [];
    public override string Kind => "dns";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport.Both);
}

/// <summary>What a name server knows of a name: one of addresses, alias, mail and text.</summary>
/// <param name="Name">Below the zone; <c>@</c> is the zone itself, and a dot at the end makes it a name from the root.</param>
public sealed record DnsRecordPlan(string Name)
{
    public ImmutableArray<IpAddress> Addresses { get; init; } = [];
    public string? Alias { get; init; }
    public string? Mail { get; init; }

    /// <summary>Of <see cref="Mail"/>.</summary>
    public ushort Preference { get; init; } = 10;

    public string? Text { get; init; }
}
