using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>Waits for clients of iperf3.</summary>
public sealed record IperfServerPlan : ApplicationPlan
{
    public ushort Port { get; init; } = 5201;
    public override string Kind => "iperf";
    public override (ushort Port, Transport Transport)? Listens => (Port, Transport.Both);
}

/// <summary>Measures throughput against a server of iperf3.</summary>
public sealed record IperfClientPlan : ApplicationPlan
{
    public required Target To { get; init; }
    public ushort Port { get; init; } = 5201;

    /// <summary>Null: until <see cref="Bytes"/> have gone.</summary>
    public Duration? Time { get; init; }

    /// <summary>Over all streams. Null: as long as <see cref="Time"/> says.</summary>
    public ByteSize? Bytes { get; init; }

    /// <summary>Streams, in each direction.</summary>
    public int Parallel { get; init; } = 1;

    public IperfDirection Direction { get; init; }

    /// <summary>TCP or UDP.</summary>
    public Transport Transport { get; init; } = Transport.Tcp;

    /// <summary>Payload of each stream.</summary>
    public BitRate Rate { get; init; }

    /// <summary>Bytes of a write or a datagram; null: as iperf3 finds best.</summary>
    public int? Length { get; init; }

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

    /// <summary>Null: as the node speaks it.</summary>
    public TcpPlan? Tcp { get; init; }

    public override string Kind => "iperf";
}
