using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>Whom an application speaks to: as the file says it, and the address that this means.</summary>
/// <param name="Text">A node, an interface of one, an address, or a name that is looked up when it is needed.</param>
/// <param name="Address"><c>::</c> of a name.</param>
public readonly record struct Target(string Text, IpAddress Address)
{
    /// <summary>Only a name server knows the address.</summary>
    public bool IsName => Address == default;
}

/// <summary>What runs on a node.</summary>
public abstract record ApplicationPlan
{
    private protected ApplicationPlan()
    {
    }

    public int Id { get; init; }
    public int NodeId { get; init; }

    /// <summary>The id of the file; null if it gives none.</summary>
    public string? GivenName { get; init; }

    public Duration Start { get; init; }

    /// <summary>Null: when it has done its work, or with the run.</summary>
    public Duration? Stop { get; init; }

    /// <summary>Null: it runs once.</summary>
    public RepeatPlan? Repeat { get; init; }

    /// <summary>The key of the file.</summary>
    public abstract string Kind { get; }

    /// <summary>What it listens on; no port for clients.</summary>
    public virtual (ushort Port, Transport Transport)? Listens => null;

    /// <summary>Whether it waits for others; a run may end while it still could.</summary>
    public virtual bool IsServer => Listens is not null;
}

/// <summary>Sends ICMP echo requests.</summary>
public sealed record PingPlan : ApplicationPlan
{
    public required Target To { get; init; }
    public int Count { get; init; } = 5;
    public Duration Every { get; init; } = Duration.FromSeconds(1);

    /// <summary>Payload bytes.</summary>
    public int Size { get; init; } = 56;

    public int Ttl { get; init; } = 64;

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

    public override string Kind => "ping";
}

/// <summary>RFC 862.</summary>
public sealed record EchoPlan : ApplicationPlan
{
    public ushort Port { get; init; } = 7;
    public Transport Transport { get; init; } = Transport.Both;
    public override string Kind => "echo";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport);
}

/// <summary>RFC 863.</summary>
public sealed record DiscardPlan : ApplicationPlan
{
    public ushort Port { get; init; } = 9;
    public Transport Transport { get; init; } = Transport.Both;
    public override string Kind => "discard";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport);
}

/// <summary>RFC 864.</summary>
public sealed record ChargenPlan : ApplicationPlan
{
    public ushort Port { get; init; } = 19;
    public Transport Transport { get; init; } = Transport.Both;

    /// <summary>What each TCP connection gets before it is closed; null: characters until the peer closes.</summary>
    public Distribution? Bytes { get; init; }

    public override string Kind => "chargen";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport);
}

/// <summary>A web server: one answer to all, the files of a folder, or pages of certain sizes.</summary>
public sealed record HttpPlan : ApplicationPlan
{
    /// <summary>What the drawn size of a page is cut at, since it is kept in memory.</summary>
    internal const int MostSize = 100_000_000;

    public ushort Port { get; init; } = 80;

    /// <summary>Null if there is a folder or a size.</summary>
    public string? Body { get; init; }

    /// <summary>Null if there is a body or a size.</summary>
    public PathPlan? Folder { get; init; }

    /// <summary>Bytes of a page, drawn for each answer; null if there is a body or a folder.</summary>
    public Distribution? Size { get; init; }

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

    /// <summary>Null: as the node speaks it.</summary>
    public TcpPlan? Tcp { get; init; }

    public override string Kind => "http";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport.Tcp);
}

/// <summary>Fetches a page.</summary>
public sealed record HttpClientPlan : ApplicationPlan
{
    public required string Url { get; init; }

    /// <summary>What the Host field says: the host of the URL, and its port if that is not 80.</summary>
    public required string Authority { get; init; }

    /// <summary>With the leading slash, and the query.</summary>
    public required string Path { get; init; }

    /// <summary>The host, and if it is a name of the DNS the address <c>::</c>.</summary>
    public required Target Host { get; init; }

    public ushort Port { get; init; } = 80;
    public int Count { get; init; } = 1;

    /// <summary>Nanoseconds from the start of one request to that of the next; of no account with <see cref="Think"/>.</summary>
    public Distribution Every { get; init; } = Distribution.Constant(Duration.FromSeconds(1));

    /// <summary>Nanoseconds from the end of one answer to the start of the next request; null: <see cref="Every"/> counts.</summary>
    public Distribution? Think { get; init; }

    /// <summary>How many bytes of the last body are kept for whoever wants to look at it.</summary>
    public int KeptBody { get; init; }

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

    /// <summary>Null: as the node speaks it.</summary>
    public TcpPlan? Tcp { get; init; }

    public override string Kind => "http-client";
}

/// <summary>Sends over one TCP connection as fast as it can.</summary>
public sealed record BulkPlan : ApplicationPlan
{
    public required Target To { get; init; }
    public ushort Port { get; init; } = 5001;

    /// <summary>Null: as long as <see cref="For"/> or <see cref="ApplicationPlan.Stop"/> say, or the run lasts.</summary>
    public Distribution? Bytes { get; init; }

    public Duration? For { get; init; }

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

    /// <summary>Null: as the node speaks it.</summary>
    public TcpPlan? Tcp { get; init; }

    public override string Kind => "bulk";
}

/// <summary>Takes what TCP connections bring, and counts it.</summary>
public sealed record SinkPlan : ApplicationPlan
{
    public ushort Port { get; init; } = 5001;
    public override string Kind => "sink";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport.Tcp);
}
