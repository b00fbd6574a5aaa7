using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// Round-trip time and retransmission time-out (RFC 6298). Only unambiguous samples may be given (Karn: never from a
/// retransmitted segment, unless a timestamp tells which transmission was answered).
/// </summary>
internal struct RttEstimator
{
    /// <summary>RFC 6298 5.7: what a connection whose SYN was lost starts its data with.</summary>
    private static readonly Duration AfterLostSyn = Duration.FromSeconds(3);

    private Duration _timeout;
    private int _backOff;

    public RttEstimator(TcpSettings settings)
    {
        _timeout = settings.InitialRetransmissionTimeout;
    }

    public bool HasSample { get; private set; }

    /// <summary>SRTT; zero before the first sample.</summary>
    public Duration Smoothed { get; private set; }

    /// <summary>RTTVAR.</summary>
    public Duration Variation { get; private set; }

    /// <summary>The least sample of the connection's life; <see cref="Duration.MaxValue"/> before the first.</summary>
    public Duration Minimum { get; private set; } = Duration.MaxValue;

    public readonly bool HasMinimum => Minimum != Duration.MaxValue;

    /// <summary>RTO with the back-off in it.</summary>
    public readonly Duration Timeout(TcpSettings settings)
    {
        if (_backOff == 0) return _timeout;
        // 2^40 ns is 18 minutes; the shift cannot overflow before the maximum is reached.
        long backedOff = _backOff >= 20 ? long.MaxValue : _timeout.Nanoseconds << _backOff;
        bool isTooLong = backedOff <= 0 || backedOff > settings.MaximumRetransmissionTimeout.Nanoseconds;
        return isTooLong ? Duration.Max(_timeout, settings.MaximumRetransmissionTimeout) : new Duration(backedOff);
    }

    /// <summary>How often <see cref="BackOff"/> doubled the time-out since the last sample.</summary>
    public readonly int BackOffs => _backOff;

    /// <param name="sample">Measured round-trip time.</param>
    /// <param name="samplesPerRoundTrip">
    /// How many samples the present flight will give. With one for every ACK the gains of RFC 6298 would forget within a part of
    /// a round trip, so they are spread over them (RFC 7323 appendix G).
    /// </param>
    /// <param name="settings">Of the connection.</param>
    public void Sample(Duration sample, int samplesPerRoundTrip, TcpSettings settings)
    {
        NoteShortest(sample);
        SampleTicks(sample, samplesPerRoundTrip, settings);
    }

    /// <summary>As <see cref="Sample"/>, measured in ticks of the timestamps: too coarse for <see cref="Minimum"/>.</summary>
    public void SampleTicks(Duration sample, int samplesPerRoundTrip, TcpSettings settings)
    {
        long measured = Math.Max(sample.Nanoseconds, 1);
        if (!HasSample)
        {
            HasSample = true;
            Smoothed = new Duration(measured);
            Variation = new Duration(measured / 2);
        }
        else
        {
            long error = measured - Smoothed.Nanoseconds;
            Variation += new Duration((Math.Abs(error) - Variation.Nanoseconds) / (4L * samplesPerRoundTrip));
            Smoothed += new Duration(error / (8L * samplesPerRoundTrip));
        }
        Duration computed = Smoothed + Duration.Max(settings.ClockGranularity, Variation * 4);
        _timeout = Duration.Min(Duration.Max(computed, settings.MinimumRetransmissionTimeout), settings.MaximumRetransmissionTimeout);
        _backOff = 0;
    }

    /// <summary>A round trip without the peer's ACK delay in it, for <see cref="Minimum"/> only.</summary>
    public void NoteShortest(Duration roundTrip)
    {
        if (roundTrip > Duration.Zero) Minimum = Duration.Min(Minimum, roundTrip);
    }

    /// <summary>RFC 6298 5.5.</summary>
    public void BackOff() => _backOff++;

    /// <summary>A probe was answered: the path works, only the window is closed.</summary>
    public void ResetBackOff() => _backOff = 0;

    /// <summary>The handshake is done, and its SYN had to be sent again (RFC 6298 5.7).</summary>
    public void OnSynWasLost(TcpSettings settings)
    {
        if (HasSample) return;
        _backOff = 0;
        _timeout = Duration.Min(Duration.Max(_timeout, AfterLostSyn), settings.MaximumRetransmissionTimeout);
    }
}
