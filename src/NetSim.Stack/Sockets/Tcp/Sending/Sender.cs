using NetSim.Stack.Sockets.Tcp.Congestion;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// The sending half of a connection: SND.UNA, SND.NXT, SND.WND; what may be sent next and when it must be sent again. A SYN and a FIN
/// are bytes of the sequence space like any other and share queue, timer and round-trip measurement with the data.
/// Positions are 64 bits wide and never wrap; their low 32 bits are the sequence numbers.
/// </summary>
internal sealed partial class Sender
{
    /// <summary>The largest IP packet less the longest headers.</summary>
    private const int LargestPayload = ushort.MaxValue - 120;

    private TcpBasis _basis;
    private SendQueue _data;
    private RttEstimator _rtt;
    private FlightState _flight = FlightPool.Rest;
    private SenderExtras? _extras;

    private long _windowSequence;
    private long _windowAcknowledgment;
    private uint _window;
    private uint _largestWindow;
    private uint _initialSequence;
    private bool _isWindowLimited;
    private Instant _lastSent;

    /// <param name="basis">Of the connection.</param>
    /// <param name="segmentSize">Until the peer has said how much it takes.</param>
    /// <param name="seed">A number that differs from connection to connection, and that outsiders cannot know.</param>
    public Sender(TcpBasis basis, int segmentSize, uint seed)
    {
        _basis = basis;
        TcpSettings settings = basis.Settings;
        _data = new SendQueue(settings.SendBuffer);
        _rtt = new RttEstimator(settings);
        SegmentSize = segmentSize;
        Congestion = MakeCongestionControl(settings, segmentSize, seed);
        var rateControl = Congestion as IRateControl;
        if (rateControl is not null || settings.Pacing == PacingUse.Always) Extras.Pacing = new Pacing(rateControl);
    }

    private static ICongestionControl MakeCongestionControl(TcpSettings settings, int segmentSize, uint seed)
    {
        int limit = settings.EffectiveByteCountingLimit(segmentSize);
        return settings.Congestion switch
        {
            CongestionAlgorithm.NewReno => new NewReno(limit),
            CongestionAlgorithm.Bbr => new Bbr(seed),
            _ => new Cubic(limit),
        };
    }

    public ref SendQueue Data => ref _data;

    public ref LossRecovery Recovery => ref _flight.Recovery;

    private ref TailLossProbe Tail => ref _flight.Tail;

    public ref RttEstimator Rtt => ref _rtt;

    public ICongestionControl Congestion { get; }

    private ref RetransmissionQueue Queue => ref _flight.Recovery.Queue;

    /// <summary>Null unless both ends said in the handshake that they understand marks.</summary>
    public EcnResponse? Ecn => _extras?.Ecn;

    public void UseEcn() => Extras.Ecn = new EcnResponse();

    /// <summary>Null if packets go out as they may.</summary>
    private Pacing? Pacing => _extras?.Pacing;

    /// <summary>Bytes per second at which packets are spaced out; 0 if they are not.</summary>
    public long PacingRate => Pacing is null ? 0 : Pacing.Control?.PacingRate ?? WindowRate();

    /// <summary>
    /// A window in a round trip, and as much more as the window may grow by meanwhile: twice as much in slow start, later a fifth. 0, no
    /// limit, before a round trip is known.
    /// </summary>
    private long WindowRate()
    {
        if (!_rtt.HasSample || _rtt.Smoothed <= Duration.Zero) return 0;
        long percent = Congestion.Window < Congestion.SlowStartThreshold ? 200 : 120;
        return Math.Max(1, (long)((UInt128)Congestion.Window * (ulong)percent * 10_000_000 / (ulong)_rtt.Smoothed.Nanoseconds));
    }

    /// <summary>ISS.</summary>
    public long InitialSequence => _initialSequence;

    /// <summary>SND.UNA.</summary>
    public long Una { get; private set; }

    /// <summary>SND.NXT; it never goes back.</summary>
    public long Nxt { get; private set; }

    /// <summary>SND.WND in bytes.</summary>
    public long Window => _window;

    /// <summary>MAX.SND.WND of RFC 5961 section 5.</summary>
    public long LargestWindow => _largestWindow;

    /// <summary>Payload bytes of a full segment (Eff.snd.MSS of RFC 9293 3.7.1, less the options of every segment).</summary>
    public int SegmentSize { get; private set; }

    /// <summary>SND.UP: position behind the urgent data; before <see cref="Una"/> if there is none.</summary>
    public long UrgentEnd
    {
        get => _extras?.UrgentEnd ?? long.MinValue;
        set => Extras.UrgentEnd = value;
    }

    /// <summary>The application sends nothing more: a FIN follows the last byte.</summary>
    public bool IsFinQueued { get; private set; }

    public bool IsFinSent => IsFinQueued && Nxt > Data.End;

    public bool IsFinAcknowledged => IsFinQueued && Una > Data.End;

    /// <summary>The SYN is out and not acknowledged.</summary>
    public bool IsSynOutstanding => Una == InitialSequence && Nxt > InitialSequence;

    public long Flight => Queue.Outstanding;

    public long Unsent => Math.Max(0, Data.End - Nxt);

    private bool HasSacked => _extras is { Scoreboard.IsEmpty: false };

    public int OutstandingSegments => Queue.Count;

    public SenderFigures Figures => _extras?.Figures ?? SenderFigures.None;

    private SenderFigures Counted => Extras.Figures;

    private SenderExtras Extras => _extras ??= new SenderExtras();

    private TcpSettings Settings => _basis.Settings;

    private TcpContext Context => _basis.Context;

    private TcpCounters Counters => Context.Counters;

    /// <summary>Agreed in the handshake (RFC 2018).</summary>
    public bool UsesSack { get; private set; }

    public void UseSack()
    {
        UsesSack = true;
        if (!IsAtRest) Recovery.UsesSack = true;
    }

    private bool IsAtRest => ReferenceEquals(_flight, FlightPool.Rest);

    /// <summary>Something goes out, or a timer begins to run.</summary>
    private void Rouse()
    {
        if (!IsAtRest) return;
        _flight = Context.Flights.Rent();
        _flight.Recovery.StartAt(InitialSequence);
        _flight.Recovery.UsesSack = UsesSack;
    }

    /// <summary>All is acknowledged: what was under way is forgotten, if it left nothing behind. (Rates are measured across pauses.)</summary>
    private void RestIfNothingIsLeft()
    {
        bool isOver = Pacing is null && Unsent == 0 && _flight.IsBlank(Una);
        if (isOver) Rest();
    }

    private void Rest()
    {
        if (IsAtRest) return;
        Context.Flights.Return(_flight);
        _flight = FlightPool.Rest;
    }

    /// <summary>Takes ISS; the SYN is the next thing out.</summary>
    public void Start(long initialSequence)
    {
        _initialSequence = (uint)initialSequence;
        Una = Nxt = initialSequence;
        Data.StartAt(initialSequence + 1);
    }

    /// <summary>The SYN was sent by somebody else (a listener, for a connection that did not exist yet).</summary>
    /// <param name="sentAt">When it was last sent.</param>
    /// <param name="retransmissions">How often it was sent again.</param>
    public void AdoptSyn(Instant sentAt, int retransmissions)
    {
        Rouse();
        Nxt = InitialSequence + 1;
        Queue.Add(InitialSequence, 1, sentAt);
        for (int i = 0; i < retransmissions; i++) _rtt.BackOff();
        if (retransmissions > 0) Queue.MarkRetransmitted(new SequenceRange(InitialSequence, Nxt), sentAt);
        _isSynRetransmitted = retransmissions > 0;
        _flight.StalledSince = _lastSent = sentAt;
        Arm(sentAt);
    }

    /// <summary>Nobody knows when the SYN that was adopted had been sent: its ACK tells no round trip.</summary>
    public void ForgetSynTime() => Queue.MarkRetransmitted(new SequenceRange(InitialSequence, Nxt), _lastSent);

    /// <summary>The SYN was acknowledged and the options are agreed: data may flow.</summary>
    public void OnEstablished(int segmentSize)
    {
        SegmentSize = segmentSize;
        if (Queue.HasLongerThan(segmentSize)) Queue.Resegment(segmentSize);
        if (_isSynRetransmitted) _rtt.OnSynWasLost(Settings);
        Congestion.Start(InitialWindow(), segmentSize);
        IsOpen = true;
    }

    /// <summary>Most bytes that ride on the first SYN.</summary>
    public int SynDataLimit
    {
        get => _extras?.SynDataLimit ?? 0;
        set => Extras.SynDataLimit = value;
    }

    /// <summary>The peer has not taken all that rode on the SYN.</summary>
    public void ResendSynData()
    {
        if (!Queue.IsEmpty) Recovery.ForceAll();
    }

    /// <summary>Data may be sent: the handshake is done.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>What may change in a connection's life; the timer that is running follows.</summary>
    /// <param name="now">When.</param>
    /// <param name="basis">Of the connection.</param>
    /// <param name="agreed">User time-out where the settings have none; null if there is none either.</param>
    public void Change(Instant now, TcpBasis basis, Duration? agreed)
    {
        _basis = basis;
        if (agreed is not null || _extras is not null) Extras.AgreedUserTimeout = agreed;
        if (_flight.TimeoutAt != Instant.MaxValue) _flight.TimeoutAt = Instant.Max(now, DueAfter(_flight.ArmedAt));
    }

    /// <summary>The application has more to write: small segments wait for it.</summary>
    public bool IsCorked { get; set; }

    /// <summary>What was written up to now goes out, small or not.</summary>
    public void Uncork()
    {
        if (!IsCorked) return;
        IsCorked = false;
        Extras.UncorkedEnd = Data.End;
    }

    public void QueueFin() => IsFinQueued = true;

    /// <summary>RFC 6928 section 2; one segment after a lost SYN (RFC 5681 3.1).</summary>
    private long InitialWindow() => _isSynRetransmitted ? SegmentSize : RestartWindow();

    private long RestartWindow() =>
        Math.Min((long)Settings.InitialWindow * SegmentSize, Math.Max(2L * SegmentSize, Settings.InitialWindow * 1460L));

    /// <summary>The window of a segment whose acknowledgment is acceptable (RFC 9293 3.10.7.4, fifth check).</summary>
    public void OnWindow(Instant now, long window, long sequence, long acknowledgment)
    {
        bool isNewer = _windowSequence < sequence || _windowSequence == sequence && _windowAcknowledgment <= acknowledgment;
        if (!isNewer) return;
        _windowSequence = sequence;
        _windowAcknowledgment = acknowledgment;
        _window = (uint)window;
        _largestWindow = Math.Max(_largestWindow, _window);
        if (window > 0 && _flight.IsProbing) EndProbing(now);
    }

    /// <summary>Takes the first window, that of the SYN.</summary>
    public void StartWindow(long window, long sequence, long acknowledgment)
    {
        _window = _largestWindow = (uint)window;
        _windowSequence = sequence;
        _windowAcknowledgment = acknowledgment;
    }

    /// <summary>
    /// The path takes no larger segments any more: what is too long is cut and sent again, without blame on congestion (RFC 8201).
    /// </summary>
    public void ReduceSegmentSize(int segmentSize)
    {
        Search?.OnTooLong(segmentSize);
        CutTo(segmentSize);
    }

    private void CutTo(int segmentSize)
    {
        SegmentSize = Math.Min(SegmentSize, segmentSize);
        if (!IsOpen) return;
        Congestion.OnSegmentSize(SegmentSize);
        if (!Queue.HasLongerThan(segmentSize)) return;
        Queue.MarkLongerLost(segmentSize);
        Queue.Resegment(SegmentSize);
    }

    public void Clear()
    {
        Data.Clear();
        _extras?.Scoreboard?.Clear();
        Pacing?.Pacer.Disarm();
        Rest();
    }
}
