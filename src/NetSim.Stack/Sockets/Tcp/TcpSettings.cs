using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>Which algorithm governs the congestion window.</summary>
public enum CongestionAlgorithm : byte
{
    /// <summary>RFC 9438.</summary>
    Cubic,

    /// <summary>RFC 5681 with RFC 6582 or RFC 6675.</summary>
    NewReno,

    /// <summary>BBR, version 1: goes by the rate of delivery, and paces.</summary>
    Bbr,
}

/// <summary>Whether a connection asks for explicit congestion notification (RFC 3168).</summary>
public enum EcnUse : byte
{
    Off,

    /// <summary>Of a listener: if the peer asks for it.</summary>
    WhenAsked,

    /// <summary>Also asks for it.</summary>
    On,
}

/// <summary>Whether an idle connection asks its peer now and then if it is still there (RFC 9293 3.8.4).</summary>
public enum KeepAliveUse : byte
{
    /// <summary>RFC 9293 MUST-25.</summary>
    Off,

    On,
}

/// <summary>Whether both ends tell each other how long they wait for an ACK (RFC 5482).</summary>
public enum UserTimeoutUse : byte
{
    Off,

    On,
}

/// <summary>Whether the path MTU is looked for without the help of ICMP (RFC 4821, RFC 8899).</summary>
public enum PathMtuSearchUse : byte
{
    /// <summary>If full segments are lost again and again.</summary>
    OnSuspicion,

    Off,
}

/// <summary>Whether packets are spaced out in time.</summary>
public enum PacingUse : byte
{
    /// <summary>If congestion control says at which rate (BBR).</summary>
    AsCongestionControlSays,

    /// <summary>Always: without such a rate, at somewhat more than a window in a round trip.</summary>
    Always,
}

/// <summary>Whether data may ride on a SYN (RFC 7413).</summary>
public enum FastOpenUse : byte
{
    Off,

    On,
}

/// <summary>What can be set about a connection or a listener. The defaults are those of the RFCs where they name one.</summary>
public sealed record TcpSettings
{
    public static TcpSettings Default { get; } = new();

    /// <summary>Largest IP packet, in bytes, that the way out takes: the interface's MTU, or a smaller path MTU if one is known.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Bytes received and not read that are held at most; what the window is made of.</summary>
    public int ReceiveBuffer { get; init; } = 1 << 20;

    /// <summary>
    /// Up to where the receive buffer follows what the application takes in a round trip; 0, or what is below
    /// <see cref="ReceiveBuffer"/>: it stays as it is.
    /// </summary>
    public int LargestReceiveBuffer { get; init; }

    /// <summary>Bytes written and not acknowledged that are held at most.</summary>
    public int SendBuffer { get; init; } = 1 << 20;

    /// <summary>Up to where the send buffer follows the congestion window; 0, or what is below <see cref="SendBuffer"/>: it stays.</summary>
    public int LargestSendBuffer { get; init; }

    /// <summary>
    /// Most payload bytes of a packet that is handed out whole and cut by whoever is below (TSO); 0: every packet is one segment.
    /// </summary>
    public int MaxSuperSegment { get; init; }

    public CongestionAlgorithm Congestion { get; init; } = CongestionAlgorithm.Cubic;

    /// <summary>Have routers mark packets instead of dropping them (RFC 3168).</summary>
    public EcnUse Ecn { get; init; } = EcnUse.WhenAsked;

    /// <summary>RFC 6928, in segments; the bytes are limited as there.</summary>
    public int InitialWindow { get; init; } = 10;

    /// <summary>
    /// L of RFC 3465 in segments: how much one ACK may open the window in slow start. 0: 2, as there, or if super-segments are
    /// on, as many as one of them has, since then one ACK stands for many.
    /// </summary>
    public int ByteCountingLimit { get; init; }

    /// <summary>Offer and accept selective acknowledgments (RFC 2018).</summary>
    public bool Sack { get; init; } = true;

    /// <summary>Offer and accept timestamps (RFC 7323 section 3).</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Whether the end of what was sent is asked about before the retransmission timer ends (RFC 8985 section 7). Needs <see cref="Sack"/>.</summary>
    public bool TailLossProbes { get; init; } = true;

    /// <summary>Offer and accept window scaling (RFC 7323 section 2).</summary>
    public bool WindowScale { get; init; } = true;

    /// <summary>Hold a small segment back while another small one is unacknowledged (RFC 9293 3.7.4).</summary>
    public bool Nagle { get; init; } = true;

    /// <summary>RFC 6298 2.1.</summary>
    public Duration InitialRetransmissionTimeout { get; init; } = Duration.FromSeconds(1);

    /// <summary>RFC 6298 2.4.</summary>
    public Duration MinimumRetransmissionTimeout { get; init; } = Duration.FromSeconds(1);

    /// <summary>
    /// G of RFC 6298 2.2: how much longer than the mean round trip the time-out is at the least. Systems that count in ticks of a timer, or
    /// wish to be patient with delayed ACKs, have one of tens or hundreds of milliseconds.
    /// </summary>
    public Duration ClockGranularity { get; init; } = Duration.Zero;

    /// <summary>RFC 6298 2.5: at least 60 s.</summary>
    public Duration MaximumRetransmissionTimeout { get; init; } = Duration.FromSeconds(120);

    /// <summary>How long an ACK may wait for a second segment or for data to ride on; below 500 ms (RFC 9293 MUST-40).</summary>
    public Duration DelayedAck { get; init; } = Duration.FromMilliseconds(40);

    /// <summary>How many segments at the start are acknowledged at once, so that the peer's slow start is not held up.</summary>
    public int QuickAcks { get; init; } = 16;

    /// <summary>R1 (RFC 9293 3.8.3): retransmissions of one segment after which the path is suspect; at least 3.</summary>
    public int SuspectAfter { get; init; } = 3;

    /// <summary>R2 (RFC 9293 3.8.3): how long data may stay unacknowledged before the connection is given up; at least 100 s.</summary>
    public Duration GiveUpAfter { get; init; } = Duration.FromSeconds(900);

    /// <summary>R2 for a SYN: at least 3 minutes (RFC 9293 MUST-23).</summary>
    public Duration GiveUpConnectingAfter { get; init; } = Duration.FromSeconds(180);

    /// <summary>The USER TIMEOUT of RFC 9293 3.9.1, if the application sets one: it takes the place of <see cref="GiveUpAfter"/>.</summary>
    public Duration? UserTimeout { get; init; }

    public UserTimeoutUse UserTimeoutOption { get; init; }

    /// <summary>ADV_UTO of RFC 5482: how long we say, and are ready, to wait for an ACK.</summary>
    public Duration AdvertisedUserTimeout { get; init; } = Duration.FromSeconds(300);

    /// <summary>L_LIMIT of RFC 5482: a peer cannot make us less patient; at least 100 s.</summary>
    public Duration LeastUserTimeout { get; init; } = Duration.FromSeconds(100);

    /// <summary>U_LIMIT of RFC 5482: nor more patient than this.</summary>
    public Duration MostUserTimeout { get; init; } = Duration.FromSeconds(3600);

    /// <summary>
    /// Data that is written before the SYN goes out rides on it, if the peer gave a cookie before; a listener gives cookies and takes such
    /// data. An application must be able to bear that its data comes twice (RFC 7413 section 2.1).
    /// </summary>
    public FastOpenUse FastOpen { get; init; }

    /// <summary>Of a listener: connections with data whose handshake is not over, at most (RFC 7413 section 5.1).</summary>
    public int FastOpenBacklog { get; init; } = 64;

    public PathMtuSearchUse PathMtuSearch { get; init; }

    public PacingUse Pacing { get; init; }

    /// <summary>MSL; TIME-WAIT lasts twice as long (RFC 9293 MUST-13 asks for 2 minutes, practice for less).</summary>
    public Duration MaximumSegmentLifetime { get; init; } = Duration.FromSeconds(30);

    /// <summary>How long a connection that the application has closed waits in FIN-WAIT-2 for a peer that does not close.</summary>
    public Duration FinWait2Timeout { get; init; } = Duration.FromSeconds(60);

    public KeepAliveUse KeepAlive { get; init; }

    /// <summary>Idle time before the first keep-alive (RFC 9293 MUST-27, MUST-28).</summary>
    public Duration KeepAliveIdle { get; init; } = Duration.FromSeconds(7200);

    public Duration KeepAliveInterval { get; init; } = Duration.FromSeconds(75);

    /// <summary>Unanswered keep-alives that end the connection; one lost probe is no death (RFC 9293 MUST-29).</summary>
    public int KeepAliveProbes { get; init; } = 9;

    /// <summary>
    /// Least segment size that a peer's MSS option or a path MTU is taken for: a smaller one would only make work (CVE-2019-11479).
    /// </summary>
    public int LeastSegmentSize { get; init; } = 88;

    /// <summary>Challenge ACKs and the like in any five seconds, counted per connection (RFC 5961 section 7).</summary>
    public int ChallengeAcks { get; init; } = 10;

    /// <summary>Time to live or hop limit (RFC 9293 MUST-49).</summary>
    public byte TimeToLive { get; init; } = 64;

    /// <summary>0–63 (RFC 9293 MUST-48).</summary>
    public byte Dscp { get; init; }

    /// <summary>
    /// By which routers IPv4 segments go (RFC 9293 MUST-51); null: as the routes say, or back by the way that the peer's came.
    /// </summary>
    public SourceRoute? SourceRoute { get; init; }

    /// <summary>Of a listener: connections that wait for the handshake's end at most.</summary>
    public int HalfOpenBacklog { get; init; } = 1024;

    /// <summary>
    /// Of a listener: SYNs beyond the backlog are answered so that nothing of them need be kept (RFC 4987 3.6). Otherwise the oldest makes
    /// room for a new one.
    /// </summary>
    public bool SynCookies { get; init; } = true;

    /// <summary>Of a listener: connections that wait for being accepted at most.</summary>
    public int AcceptBacklog { get; init; } = 128;

    /// <summary>Shift count to offer: the least with which 16 bits can express the largest receive buffer (RFC 7323 2.2: at most 14).</summary>
    internal int ReceiveShift
    {
        get
        {
            int shift = 0;
            while (shift < 14 && Math.Max(ReceiveBuffer, LargestReceiveBuffer) >> shift > ushort.MaxValue) shift++;
            return shift;
        }
    }

    internal int EffectiveByteCountingLimit(int segmentSize) =>
        ByteCountingLimit > 0 ? ByteCountingLimit : Math.Max(2, MaxSuperSegment / Math.Max(1, segmentSize));
}
