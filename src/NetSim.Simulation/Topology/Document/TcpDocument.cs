using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>tcp: { congestion: cubic, ecn: on }</c>.</summary>
internal sealed class TcpDocument : DocumentRecord
{
    private const int LeastBuffer = 2048, MostBuffer = 1 << 30;

    public static readonly WordShape<CongestionControl> CongestionWords =
        new(new("newreno", CongestionControl.NewReno), new("cubic", CongestionControl.Cubic), new("bbr", CongestionControl.Bbr));

    public static readonly WordShape<EcnUse> EcnWords = new(new("off", EcnUse.Off), new("when-asked", EcnUse.WhenAsked), new("on", EcnUse.On));

    public static readonly RecordShape<TcpDocument> Shape =
        new RecordShape<TcpDocument>("tcp", static () => new TcpDocument(), "How TCP is spoken; what is not said is as the RFCs recommend.")
            .Optional("congestion", CongestionWords, static (t, v) => t.Congestion = v.Value,
                "the congestion control: newreno (RFC 6582), cubic (RFC 9438) or bbr (version 1)")
            .Optional("sack", Scalars.YesNo, static (t, v) => t.Sack = v.Value, "whether selective acknowledgments are offered (RFC 2018)")
            .Optional("ecn", EcnWords, static (t, v) => t.Ecn = v.Value,
                "whether routers may mark packets instead of dropping them (RFC 3168): on, off, or when-asked, which is said of servers")
            .Optional("timestamps", Scalars.YesNo, static (t, v) => t.Timestamps = v.Value, "whether timestamps are offered (RFC 7323)")
            .Optional("window-scale", Scalars.YesNo, static (t, v) => t.WindowScale = v.Value, "whether window scaling is offered (RFC 7323); without it a window has 64 KiB at most")
            .Optional("tail-loss-probes", Scalars.YesNo, static (t, v) => t.TailLossProbes = v.Value,
                "whether a lost end of what was sent is asked about before the retransmission timer ends (RFC 8985); needs sack")
            .Optional("nagle", Scalars.YesNo, static (t, v) => t.Nagle = v.Value, "whether small segments wait for one another (RFC 9293 3.7.4)")
            .Optional("pacing", Scalars.YesNo, static (t, v) => t.Pacing = v.Value, "whether packets are spaced out over the round trip; bbr does so in any case")
            .Optional("fast-open", Scalars.YesNo, static (t, v) => t.FastOpen = v.Value,
                "whether a client's first request rides on its SYN from the second connection on (RFC 7413); both ends have to say so")
            .Optional("initial-window", Scalars.Integer(1, 1000), static (t, v) => t.InitialWindow = v.Value, "segments of the first round trip: 10 (RFC 6928)")
            .Optional("receive-buffer", Scalars.Bytes(LeastBuffer, MostBuffer), static (t, v) => t.ReceiveBuffer = v.Value, "a fixed one, which bounds the window; without it, it grows with need up to 16 MiB")
            .Optional("send-buffer", Scalars.Bytes(LeastBuffer, MostBuffer), static (t, v) => t.SendBuffer = v.Value, "a fixed one; without it, it grows with need up to 16 MiB")
            .Optional("delayed-ack", Scalars.Duration, static (t, v) => t.DelayedAck = v, "how long an acknowledgment may wait: 40 ms, at most 500 ms")
            .Optional("min-rto", Scalars.Duration, static (t, v) => t.MinRto = v, "the least retransmission time-out: 1 s (RFC 6298)")
            .Optional("user-timeout", Scalars.Duration, static (t, v) => t.UserTimeout = v, "how long data may stay unacknowledged before the connection is given up: 15 min")
            .Optional("keep-alive", Scalars.Duration, static (t, v) => t.KeepAlive = v, "idle time after which the peer is asked whether it is still there; without it, never")
            .Optional("keep-alive-interval", Scalars.Duration, static (t, v) => t.KeepAliveInterval = v, "time between two such questions: 75 s")
            .Optional("keep-alive-probes", Scalars.Integer(1, 100), static (t, v) => t.KeepAliveProbes = v.Value, "unanswered ones that end the connection: 9")
            .OnlyWith("keep-alive", "keep-alive-interval", "keep-alive-probes");

    public CongestionControl? Congestion { get; private set; }
    public bool? Sack { get; private set; }
    public EcnUse? Ecn { get; private set; }
    public bool? Timestamps { get; private set; }
    public bool? WindowScale { get; private set; }
    public bool? TailLossProbes { get; private set; }
    public bool? Nagle { get; private set; }
    public bool? Pacing { get; private set; }
    public bool? FastOpen { get; private set; }
    public int? InitialWindow { get; private set; }
    public int? ReceiveBuffer { get; private set; }
    public int? SendBuffer { get; private set; }
    public Located<Duration>? DelayedAck { get; private set; }
    public Located<Duration>? MinRto { get; private set; }
    public Located<Duration>? UserTimeout { get; private set; }
    public Located<Duration>? KeepAlive { get; private set; }
    public Located<Duration>? KeepAliveInterval { get; private set; }
    public int? KeepAliveProbes { get; private set; }
}
