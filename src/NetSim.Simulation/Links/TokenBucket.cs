using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// A token bucket, exactly: instead of tokens it keeps when the bucket will be full again, in units of 1/rate ns, in which a bit is a whole number
/// (10^9). What a packet has to wait is rounded up once, and the bucket keeps what the rounding gave away.
/// </summary>
internal struct TokenBucket(long rate, long burst)
{
    private const long BitsInBytePerNanosecond = 8_000_000_000;

    private Int128 _fullAt;

    /// <summary>When so many bytes may pass, from <paramref name="at"/> on.</summary>
    public readonly Instant Eligible(Instant at, int bytes)
    {
        Int128 due = _fullAt + (Int128)(bytes - burst) * BitsInBytePerNanosecond;
        if (due <= (Int128)at.Nanoseconds * rate) return at;
        return new Instant((long)((due + rate - 1) / rate));
    }

    public void Take(Instant at, int bytes) =>
        _fullAt = Int128.Max(_fullAt, (Int128)at.Nanoseconds * rate) + (Int128)bytes * BitsInBytePerNanosecond;
}
