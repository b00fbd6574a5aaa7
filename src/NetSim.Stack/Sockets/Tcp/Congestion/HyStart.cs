using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>
/// HyStart++ (RFC 9406): ends the first slow start when the round trip grows, before the queue overflows. Between the two lie some rounds
/// of a slower growth (conservative slow start), after which it is clear whether the growth of the round trip was only a moment's.
/// </summary>
internal sealed class HyStart
{
    // Constants of RFC 9406 4.3.
    private const int SamplesForDecision = 8;
    private const int LeastFraction = 8;
    private const int ConservativeDivisor = 4;
    private const int ConservativeRounds = 5;
    private static readonly Duration LeastThreshold = Duration.FromMilliseconds(4);
    private static readonly Duration MostThreshold = Duration.FromMilliseconds(16);

    private long _roundEnd = long.MinValue;
    private Duration _lastShortest = Duration.MaxValue;
    private Duration _shortest = Duration.MaxValue;
    private Duration _baseline = Duration.MaxValue;
    private int _samples;
    private int _roundsLeft;

    /// <summary>Conservative slow start: the window grows by a quarter of what it otherwise would.</summary>
    public bool IsConservative => _roundsLeft > 0;

    /// <summary>Slow start has found its end: the window is the threshold.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How much the window may grow where slow start says <paramref name="growth"/>.</summary>
    public int Restrain(int growth) => IsConservative ? growth / ConservativeDivisor : growth;

    /// <summary>Takes an ACK's round trip; afterwards the properties say how slow start goes on.</summary>
    public void OnAck(in AckSample sample)
    {
        if (IsOver) return;
        if (sample.Una >= _roundEnd) StartRound(sample.Nxt);
        if (IsOver || sample.LatestRtt <= Duration.Zero) return;
        _shortest = Duration.Min(_shortest, sample.LatestRtt);
        _samples++;
        if (_samples < SamplesForDecision) return;
        if (IsConservative)
        {
            // The queue has gone: it was not ours.
            if (_shortest < _baseline) _roundsLeft = 0;
            return;
        }
        if (_lastShortest == Duration.MaxValue) return;
        var threshold = Duration.Max(LeastThreshold, Duration.Min(_lastShortest / LeastFraction, MostThreshold));
        if (_shortest < _lastShortest + threshold) return;
        _baseline = _shortest;
        _roundsLeft = ConservativeRounds;
    }

    private void StartRound(long nxt)
    {
        _roundEnd = nxt;
        _lastShortest = _shortest;
        _shortest = Duration.MaxValue;
        _samples = 0;
        // A round in which conservative slow start began counts as one of its rounds.
        if (IsConservative && --_roundsLeft == 0) IsOver = true;
    }
}
