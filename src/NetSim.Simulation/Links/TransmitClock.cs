using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// When the transmitter of a link is free again, exactly: bits ÷ rate is rarely a whole number of nanoseconds, so the fraction is
/// kept (in units of 1/rate ns) and no rounding error adds up. A delivery time is rounded up once.
/// </summary>
internal struct TransmitClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private long _rate;
    private long _freeAt;        // whole nanoseconds
    private long _fraction;      // plus this many 1/rate nanoseconds, 0 ≤ fraction < rate
    private long _cachedBits;    // most packets of a flow are of one length: the division is done once
    private long _cachedQuotient, _cachedRemainder;

    public TransmitClock(long rate)
    {
        _rate = rate;
        _cachedBits = -1;
    }

    /// <summary>A transmitter that is free now keeps its past; what is being sent is sent at the old rate.</summary>
    public void SetRate(long rate)
    {
        if (_fraction > 0) _freeAt++;
        _fraction = 0;
        _rate = rate;
        _cachedBits = -1;
    }

    /// <summary>The first whole nanosecond at which the transmitter is free.</summary>
    public readonly Instant FreeAt => new(_fraction > 0 ? _freeAt + 1 : _freeAt);

    public readonly bool IsBusy(Instant now) => _freeAt > now.Nanoseconds || (_freeAt == now.Nanoseconds && _fraction > 0);

    /// <summary>Sends <paramref name="bytes"/> as soon as the transmitter is free; afterwards <see cref="FreeAt"/> is when the last bit has left.</summary>
    public void Send(Instant now, int bytes)
    {
        if (!IsBusy(now))
        {
            _freeAt = now.Nanoseconds;
            _fraction = 0;
        }
        if (_rate == 0) return;
        long bits = (long)bytes * 8;
        if (bits != _cachedBits) Divide(bits);
        _freeAt += _cachedQuotient;
        _fraction += _cachedRemainder;
        if (_fraction < _rate) return;
        _fraction -= _rate;
        _freeAt++;
    }

    private void Divide(long bits)
    {
        _cachedBits = bits;
        // 64 KiB · 8 · 10^9 is 5·10^14: far from the end of 63 bits.
        (_cachedQuotient, _cachedRemainder) = Math.DivRem(bits * NanosecondsPerSecond, _rate);
    }
}
