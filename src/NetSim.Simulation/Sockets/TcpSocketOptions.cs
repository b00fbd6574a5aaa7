using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sockets;

/// <summary>The options of a TCP socket; what is null stays as it is, at first as the topology says it.</summary>
public sealed record TcpSocketOptions
{
    /// <summary>TCP_NODELAY: small segments do not wait for one another.</summary>
    public bool? NoDelay { get; init; }

    /// <summary>SO_KEEPALIVE and TCP_KEEPIDLE: idle time before the first probe; zero turns them off.</summary>
    public Duration? KeepAlive { get; init; }

    /// <summary>TCP_KEEPINTVL.</summary>
    public Duration? KeepAliveInterval { get; init; }

    /// <summary>TCP_KEEPCNT.</summary>
    public int? KeepAliveProbes { get; init; }

    /// <summary>TCP_USER_TIMEOUT; zero turns it off.</summary>
    public Duration? UserTimeout { get; init; }

    /// <summary>IP_TTL, IPV6_UNICAST_HOPS.</summary>
    public byte? TimeToLive { get; init; }

    /// <summary>The upper six bits of IP_TOS and IPV6_TCLASS.</summary>
    public byte? Dscp { get; init; }

    /// <summary>SO_RCVBUF, in bytes: fixed from then on. Only when a connection is opened or listened for.</summary>
    public int? ReceiveBuffer { get; init; }

    /// <summary>SO_SNDBUF, in bytes: fixed from then on. Only when a connection is opened or listened for.</summary>
    public int? SendBuffer { get; init; }

    /// <summary>TCP_CONGESTION. Only when a connection is opened or listened for.</summary>
    public CongestionAlgorithm? Congestion { get; init; }

    /// <summary>RFC 3168. Only when a connection is opened or listened for.</summary>
    public EcnUse? Ecn { get; init; }

    /// <summary>RFC 2018. Only when a connection is opened or listened for.</summary>
    public bool? Sack { get; init; }

    /// <summary>RFC 7323 section 3. Only when a connection is opened or listened for.</summary>
    public bool? Timestamps { get; init; }

    /// <summary>RFC 7323 section 2. Only when a connection is opened or listened for.</summary>
    public bool? WindowScale { get; init; }

    /// <summary>Whether the end of what was sent is asked about before the retransmission timer ends (RFC 8985 section 7).</summary>
    public bool? TailLossProbes { get; init; }

    /// <summary>SO_MAX_PACING_RATE knows a rate, this only yes or no. Only when a connection is opened or listened for.</summary>
    public PacingUse? Pacing { get; init; }

    /// <summary>TCP_FASTOPEN. Only when a connection is opened or listened for.</summary>
    public FastOpenUse? FastOpen { get; init; }

    /// <summary>Segments of the first round trip. Only when a connection is opened or listened for.</summary>
    public int? InitialWindow { get; init; }

    /// <summary>How long an acknowledgment may wait. Only when a connection is opened or listened for.</summary>
    public Duration? DelayedAck { get; init; }

    /// <summary>TCP_RTO_MIN. Only when a connection is opened or listened for.</summary>
    public Duration? LeastRetransmissionTimeout { get; init; }

    internal TcpSettings ApplyTo(TcpSettings settings) => settings with
    {
        Nagle = NoDelay is { } noDelay ? !noDelay : settings.Nagle,
        KeepAlive = KeepAlive is { } use ? use == Duration.Zero ? KeepAliveUse.Off : KeepAliveUse.On : settings.KeepAlive,
        KeepAliveIdle = KeepAlive is { } idle && idle != Duration.Zero ? idle : settings.KeepAliveIdle,
        KeepAliveInterval = KeepAliveInterval ?? settings.KeepAliveInterval,
        KeepAliveProbes = KeepAliveProbes ?? settings.KeepAliveProbes,
        UserTimeout = UserTimeout is { } timeout ? NullIfZero(timeout) : settings.UserTimeout,
        TimeToLive = TimeToLive ?? settings.TimeToLive,
        Dscp = Dscp ?? settings.Dscp,
        ReceiveBuffer = ReceiveBuffer ?? settings.ReceiveBuffer,
        LargestReceiveBuffer = ReceiveBuffer is null ? settings.LargestReceiveBuffer : 0,
        SendBuffer = SendBuffer ?? settings.SendBuffer,
        LargestSendBuffer = SendBuffer is null ? settings.LargestSendBuffer : 0,
        Congestion = Congestion ?? settings.Congestion,
        Ecn = Ecn ?? settings.Ecn,
        Sack = Sack ?? settings.Sack,
        Timestamps = Timestamps ?? settings.Timestamps,
        WindowScale = WindowScale ?? settings.WindowScale,
        TailLossProbes = TailLossProbes ?? settings.TailLossProbes,
        Pacing = Pacing ?? settings.Pacing,
        FastOpen = FastOpen ?? settings.FastOpen,
        InitialWindow = InitialWindow ?? settings.InitialWindow,
        DelayedAck = DelayedAck ?? settings.DelayedAck,
        MinimumRetransmissionTimeout = LeastRetransmissionTimeout ?? settings.MinimumRetransmissionTimeout,
    };

    private static Duration? NullIfZero(Duration duration) => duration == Duration.Zero ? null : duration;
}
