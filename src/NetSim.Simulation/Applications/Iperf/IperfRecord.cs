using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>What a client or a server of iperf3 has measured.</summary>
public sealed class IperfRecord(string node, Target? to, ushort port) : ApplicationRecord(node, "iperf")
{
    private const int MostOutcomes = 100;

    private readonly List<IperfOutcome> _outcomes = [];

    /// <summary>Null for a server.</summary>
    public Target? To { get; } = to;

    public ushort Port { get; } = port;

    /// <summary>Tests that have gone through.</summary>
    public long Tests { get; private set; }

    /// <summary>The last of them: a server that runs for days has served thousands.</summary>
    public IReadOnlyList<IperfOutcome> Outcomes => _outcomes;

    internal void Add(IperfOutcome outcome)
    {
        Tests++;
        if (_outcomes.Count == MostOutcomes) _outcomes.RemoveAt(0);
        _outcomes.Add(outcome);
    }
}

/// <summary>One test, from this end.</summary>
/// <param name="Peer">The other end.</param>
/// <param name="Transport">TCP or UDP.</param>
/// <param name="Streams">In each direction.</param>
/// <param name="Sent">What went from this end to the peer; null if nothing was to.</param>
/// <param name="Received">What came from the peer; null if nothing was to.</param>
public sealed record IperfOutcome(IpAddress Peer, Transport Transport, int Streams, IperfFigures? Sent, IperfFigures? Received);

/// <summary>One direction of a test, all streams together, with what both ends have counted.</summary>
public sealed record IperfFigures
{
    /// <summary>Payload bytes that the sender has written.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Payload bytes that had come to the receiver when the test ended.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Seconds, by the sender's clock.</summary>
    public required double SendTime { get; init; }

    /// <summary>Seconds, by the receiver's clock.</summary>
    public required double ReceiveTime { get; init; }

    /// <summary>Segments that were sent again; null if the sender does not know, and for UDP.</summary>
    public long? Retransmits { get; init; }

    /// <summary>Datagrams sent.</summary>
    public long Packets { get; init; }

    /// <summary>Datagrams that the receiver has missed.</summary>
    public long Lost { get; init; }

    /// <summary>Seconds, mean of the streams (RFC 3550 6.4.1).</summary>
    public double Jitter { get; init; }

    /// <summary>Bits per second that arrived.</summary>
    public double Throughput => PerSecond(BytesReceived, ReceiveTime);

    /// <summary>Bits per second that were written.</summary>
    public double SendRate => PerSecond(BytesSent, SendTime);

    /// <summary>The peer's times are what it says; less than a nanosecond is none.</summary>
    private static double PerSecond(long bytes, double seconds) => seconds >= 1e-9 ? bytes * 8.0 / seconds : 0;
}
