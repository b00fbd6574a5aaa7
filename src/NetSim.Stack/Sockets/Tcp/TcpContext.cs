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

    /// <summary>A few listeners' worth.</summary>
    private const int MostBases = 16;

    private readonly List<TcpBasis> _bases = [];

    /// <summary>Connections mostly have the settings of some before them.</summary>
    internal TcpBasis BasisOf(TcpSettings settings)
    {
        for (int i = 0; i < _bases.Count; i++)
            if (ReferenceEquals(_bases[i].Settings, settings)) return _bases[i];
        if (_bases.Count == MostBases) _bases.RemoveAt(0);
        var basis = new TcpBasis(this, settings);
        _bases.Add(basis);
        return basis;
    }
}
