using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What the connections of one stack share: the pool, the secret, the counters.</summary>
public sealed class TcpContext
{
    /// <param name="pool">Where segments come from.</param>
    /// <param name="secret">
    /// Key of initial sequence numbers and timestamp offsets (RFC 6528). A stack with real hosts around it takes it from a cryptographic
    /// generator; one that is only simulated derives it from its seed, and may then never face a real network.
    /// </param>
    public TcpContext(PacketPool pool, UInt128 secret)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Pool = pool;
        Secrets = new ConnectionSecrets(secret);
        FastOpen = new FastOpenCookies(Secrets);
        Flights = new FlightPool(new RingPool<TransmittedSegment>());
    }

    public PacketPool Pool { get; }

    public TcpCounters Counters { get; } = new();

    internal ConnectionSecrets Secrets { get; }

    internal FastOpenCookies FastOpen { get; }

    internal FlightPool Flights { get; }

    internal PieceRingPool PieceRings { get; } = new();

    private TcpBasis? _lastBasis;

    /// <summary>Connections mostly have the settings of the one before.</summary>
    internal TcpBasis BasisOf(TcpSettings settings)
    {
        if (_lastBasis is { } last && ReferenceEquals(last.Settings, settings)) return last;
        return _lastBasis = new TcpBasis(this, settings);
    }
}
