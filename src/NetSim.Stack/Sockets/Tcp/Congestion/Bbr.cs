using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>
/// BBR, version 1 (draft-cardwell-iccrg-bbr-congestion-control-00): sends at the highest rate that the path delivered of late, and keeps
/// about as much in flight as that rate fills in the shortest round trip of late. Losses are not what it goes by.
/// </summary>
internal sealed class Bbr : IRateControl
{
    /// <summary>2/ln 2: the least gain with which the rate doubles in each round.</summary>
    private const double HighGain = 2.885;
    private const double WindowGain = 2;
    private const int RoundsOfRate = 10;
    private const int CycleLength = 8;
    private const int LeastSegments = 4;
    private static readonly Duration RoundTripLasts = Duration.FromSeconds(10);
    private static readonly Duration ProbeRoundTripTime = Duration.FromMilliseconds(200);

    private readonly int _firstPhase;
    private int _segmentSize;
    private long _initialWindow;
    private BbrPhase _phase = BbrPhase.Startup;
    private double _pacingGain = HighGain;
    private double _windowGain = HighGain;

    // Rounds, told by what was delivered.
    private long _rounds;
    private long _roundEnd;
    private bool _isRoundStart;

    // The model: BtlBw and RTprop.
    private WindowedMaximum _rate = new(RoundsOfRate);
    private Duration _roundTrip = Duration.MaxValue;
    private Instant _roundTripAt;
    private bool _isRoundTripStale;

    // Whether the pipe is full: three rounds in which the rate did not grow by a quarter.
    private bool _isFull;
    private long _fullRate;
    private int _flatRounds;

    private int _cycle;
    private Instant _cycleAt;
    private Instant _probeDoneAt = Instant.MaxValue;
    private bool _isProbeRoundDone;

    private long _savedWindow;
    private bool _isRecovering;
    private bool _isConserving;
    private long _conservedUntil;

    /// <param name="seed">Where in its cycle of gains a connection begins; neighbours should differ.</param>
    public Bbr(uint seed) => _firstPhase = (int)(seed % (CycleLength - 1));

    public long Window { get; private set; }

    /// <summary>It has none.</summary>
    public long SlowStartThreshold => long.MaxValue;

    public long PacingRate { get; private set; }

    /// <summary>What it is busy with. For tests.</summary>
    internal BbrPhase Phase => _phase;

    /// <summary>BtlBw in bytes per second. For tests.</summary>
    internal long BottleneckRate => _rate.Value;

    private long LeastWindow => (long)LeastSegments * _segmentSize;

    public void Start(long initialWindow, int segmentSize)
    {
        _segmentSize = segmentSize;
        Window = _initialWindow = initialWindow;
        // A round trip of a millisecond, until one is known.
        PacingRate = (long)(HighGain * initialWindow * 1000);
    }

    public void OnDelivered(in RateSample sample)
    {
        StartRound(sample);
        if (sample.Rate > 0 && (sample.Rate >= _rate.Value || !sample.IsApplicationLimited)) _rate.Add(_rounds, sample.Rate);
        TakeRoundTrip(sample);
        if (_phase == BbrPhase.ProbeBandwidth && IsPhaseOver(sample)) StartCycle(sample.Now, (_cycle + 1) % CycleLength);
        LookForFullPipe(sample);
        Drain(sample);
        ProbeRoundTrip(sample);
        SetPacingRate();
        SetWindow(sample);
    }

    /// <summary>Growth and shrinking are decided by <see cref="OnDelivered"/> alone.</summary>
    public void OnAcknowledged(in AckSample sample)
    {
    }

    /// <summary>Losses and marks are not what it goes by; recovery shows in the samples.</summary>
    public void OnCongestion(Instant now, long flight)
    {
    }

    public void OnRecoveredWithoutSack(long flight)
    {
    }

    public void OnTimeout(Instant now, long flight, bool isRepeated)
    {
        SaveWindow();
        Window = _segmentSize;
        _isRecovering = true;
        _isConserving = false;
    }

    /// <summary>The model stays; what the round trip was before the pause is still the best guess.</summary>
    public void OnIdle(Instant now, long restartWindow)
    {
        if (_phase == BbrPhase.ProbeBandwidth) PacingRate = Math.Max(1, _rate.Value);
    }

    public void OnSegmentSize(int segmentSize)
    {
        _segmentSize = segmentSize;
        Window = Math.Max(Window, segmentSize);
    }

    private void StartRound(in RateSample sample)
    {
        _isRoundStart = sample.DeliveredBefore >= _roundEnd;
        if (!_isRoundStart) return;
        _roundEnd = sample.Delivered;
        _rounds++;
    }

    private void TakeRoundTrip(in RateSample sample)
    {
        _isRoundTripStale = _roundTrip != Duration.MaxValue && sample.Now > _roundTripAt + RoundTripLasts;
        if (sample.RoundTrip <= Duration.Zero || sample.RoundTrip > _roundTrip && !_isRoundTripStale) return;
        _roundTrip = sample.RoundTrip;
        _roundTripAt = sample.Now;
    }

    private void StartCycle(Instant now, int phase)
    {
        _cycle = phase;
        _cycleAt = now;
        _pacingGain = phase switch { 0 => 1.25, 1 => 0.75, _ => 1 };
    }

    private bool IsPhaseOver(in RateSample sample)
    {
        bool hasLasted = sample.Now - _cycleAt > _roundTrip;
        return _cycle switch
        {
            // More until it is seen to be in flight, or is too much; less until the queue is gone.
            0 => hasLasted && (sample.HasFoundLoss || sample.FlightBefore >= InFlight(_pacingGain)),
            1 => hasLasted || sample.FlightBefore <= InFlight(1),
            _ => hasLasted,
        };
    }

    private void LookForFullPipe(in RateSample sample)
    {
        if (_isFull || !_isRoundStart || sample.IsApplicationLimited) return;
        if (_rate.Value >= _fullRate + _fullRate / 4)
        {
            _fullRate = _rate.Value;
            _flatRounds = 0;
            return;
        }
        _isFull = ++_flatRounds >= 3;
    }

    private void Drain(in RateSample sample)
    {
        if (_phase == BbrPhase.Startup && _isFull)
        {
            _phase = BbrPhase.Drain;
            _pacingGain = 1 / HighGain;
        }
        if (_phase == BbrPhase.Drain && sample.Flight <= InFlight(1)) EnterProbeBandwidth(sample.Now);
    }

    private void EnterProbeBandwidth(Instant now)
    {
        _phase = BbrPhase.ProbeBandwidth;
        _windowGain = WindowGain;
        // Anywhere but in the phase that drains what was never there.
        StartCycle(now, _firstPhase == 0 ? 0 : _firstPhase + 1);
    }

    private void ProbeRoundTrip(in RateSample sample)
    {
        if (_phase != BbrPhase.ProbeRoundTrip)
        {
            if (!_isRoundTripStale) return;
            SaveWindow();
            _phase = BbrPhase.ProbeRoundTrip;
            _pacingGain = _windowGain = 1;
            _probeDoneAt = Instant.MaxValue;
        }
        if (_probeDoneAt == Instant.MaxValue)
        {
            if (sample.Flight > LeastWindow) return;
            _probeDoneAt = sample.Now + ProbeRoundTripTime;
            _isProbeRoundDone = false;
            _roundEnd = sample.Delivered;
            return;
        }
        _isProbeRoundDone |= _isRoundStart;
        if (!_isProbeRoundDone || sample.Now < _probeDoneAt) return;
        _roundTripAt = sample.Now;
        Window = Math.Max(Window, _savedWindow);
        if (_isFull)
        {
            EnterProbeBandwidth(sample.Now);
            return;
        }
        _phase = BbrPhase.Startup;
        _pacingGain = _windowGain = HighGain;
    }

    private void SetPacingRate()
    {
        var rate = (long)(_pacingGain * _rate.Value);
        if (rate > 0 && (_isFull || rate > PacingRate)) PacingRate = rate;
    }

    private void SetWindow(in RateSample sample)
    {
        KeepThroughRecovery(sample);
        long target = InFlight(_windowGain);
        if (!_isConserving)
        {
            if (_isFull) Window = Math.Min(Window + sample.NewlyDelivered, target);
            else if (Window < target || sample.Delivered < _initialWindow) Window += sample.NewlyDelivered;
            Window = Math.Max(Window, LeastWindow);
        }
        if (_phase == BbrPhase.ProbeRoundTrip) Window = Math.Min(Window, LeastWindow);
    }

    /// <summary>In the first round of a recovery one packet goes out for each that arrives; at its end the window is what it was.</summary>
    private void KeepThroughRecovery(in RateSample sample)
    {
        if (sample.IsRecovering && !_isRecovering)
        {
            SaveWindow();
            _isConserving = true;
            _conservedUntil = sample.Delivered + sample.Flight;
            Window = sample.Flight + Math.Max(sample.NewlyDelivered, _segmentSize);
        }
        else if (!sample.IsRecovering && _isRecovering)
        {
            _isConserving = false;
            Window = Math.Max(Window, _savedWindow);
        }
        _isRecovering = sample.IsRecovering;
        if (!_isConserving) return;
        Window = Math.Max(Window, sample.Flight + sample.NewlyDelivered);
        if (sample.Delivered >= _conservedUntil) _isConserving = false;
    }

    private void SaveWindow()
    {
        bool isShrunk = _isRecovering || _phase == BbrPhase.ProbeRoundTrip;
        _savedWindow = isShrunk ? Math.Max(_savedWindow, Window) : Window;
    }

    /// <summary>So many times what fills the path, and something for ACKs that come in heaps.</summary>
    private long InFlight(double gain)
    {
        if (_roundTrip == Duration.MaxValue || _rate.Value == 0) return _initialWindow;
        return (long)(gain * _rate.Value * _roundTrip.TotalSeconds) + 3L * Quantum;
    }

    private long Quantum => Math.Max(PacingRate < 150_000 ? _segmentSize : 2L * _segmentSize, Math.Min(PacingRate / 1000, 65_536));
}

/// <summary>What BBR is busy with.</summary>
internal enum BbrPhase : byte
{
    /// <summary>Doubles the rate in each round until the path delivers no more.</summary>
    Startup,

    /// <summary>Lets the queue go that the first phase made.</summary>
    Drain,

    /// <summary>Most of the time: now and then a little more, to see whether it arrives.</summary>
    ProbeBandwidth,

    /// <summary>Every ten seconds nearly nothing for a moment, to see the path without a queue of its own.</summary>
    ProbeRoundTrip,
}
