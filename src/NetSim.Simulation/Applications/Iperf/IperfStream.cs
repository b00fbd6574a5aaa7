using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>One connection, or one pair of UDP ends, of a test, and what it has carried.</summary>
internal sealed class IperfStream
{
    private readonly bool _isTcp;
    private long _omittedBytes, _omittedErrors, _omittedPackets, _omittedRetransmits;

    public IperfStream(int id, IperfRole role, IperfParameters parameters)
    {
        (Id, Role) = (id, role);
        _isTcp = parameters.Transport == Transport.Tcp;
        Meter = new DatagramMeter(parameters.HasWideCounters);
        Due = new StreamDue(this);
    }

    public int Id { get; }

    public IperfRole Role { get; }

    public required IActorRef Socket { get; init; }

    public required IpEndpoint Remote { get; init; }

    /// <summary>What datagrams are sent from; unset where the socket knows.</summary>
    public IpEndpoint Local { get; init; }

    /// <summary>Of TCP.</summary>
    public TcpFlow? Flow { get; init; }

    /// <summary>The message that a paced stream sends itself, always the same one.</summary>
    public StreamDue Due { get; }

    public Instant NextDue { get; set; }

    /// <summary>The cookie is not in the send buffer yet: it is written first, and is none of the test's writes.</summary>
    public bool AwaitsCookie { get; set; }

    /// <summary>Writes that the socket has not taken whole.</summary>
    public int Writes { get; set; }

    /// <summary>Of TCP: what is known of the last bytes written.</summary>
    public IperfTail Tail { get; set; }

    /// <summary>Datagrams sent.</summary>
    public long Sent { get; set; }

    public DatagramMeter Meter { get; }

    /// <summary>Payload bytes of the test: received, or sent in datagrams, or handed to TCP whole.</summary>
    public long Bytes { get; set; }

    /// <summary>
    /// The same for the results. What a TCP sender has written is what its connection has taken, to the byte; a write may be half in the buffer.
    /// </summary>
    private long ExactBytes(long preamble)
    {
        if (Role == IperfRole.Receiver || Flow is null) return Bytes;
        TcpInfo info = Flow.Info;
        return info.BytesAcknowledged + info.BytesInFlight + info.BytesUnsent - preamble;
    }

    private long Retransmits => Flow?.Info.SegmentsRetransmitted ?? 0;

    private long Packets => _isTcp ? 0 : Role == IperfRole.Sender ? Sent : Meter.Highest;

    /// <summary>What was so far does not count.</summary>
    /// <param name="preamble">Bytes that a sender's connection has carried before the test: the cookie.</param>
    public void Omit(long preamble) =>
        (_omittedBytes, _omittedErrors, _omittedPackets, _omittedRetransmits) = (ExactBytes(preamble), Meter.Lost, Packets, Retransmits);

    /// <inheritdoc cref="Omit"/>
    public IperfStreamResult Result(long preamble, Duration time) => new()
    {
        Id = Id,
        Bytes = ExactBytes(preamble) - _omittedBytes,
        Retransmits = _isTcp && Role == IperfRole.Sender ? Retransmits - _omittedRetransmits : -1,
        Jitter = Meter.Jitter,
        Errors = Meter.Lost,
        OmittedErrors = _omittedErrors,
        Packets = Packets,
        OmittedPackets = _omittedPackets,
        Seconds = time.TotalSeconds,
    };
}

/// <summary>Whether this end of a stream sends or receives.</summary>
internal enum IperfRole
{
    Sender,
    Receiver,
}

/// <summary>What a stream knows of the last bytes that it has written.</summary>
internal enum IperfTail
{
    /// <summary>Nothing was written, or the peer has acknowledged it.</summary>
    None,

    Written,

    /// <summary>The socket will tell of their acknowledgment.</summary>
    Awaited,
}

/// <summary>To the actor of a test from itself: a paced stream may send again.</summary>
internal sealed record StreamDue(IperfStream Stream)
{
    public override string ToString() => $"stream {Stream.Id} is due";
}
