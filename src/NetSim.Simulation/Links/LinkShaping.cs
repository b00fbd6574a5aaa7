using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>What holds packets of one direction back at the head of their queue: a token bucket, a trace. Made with the first packet that meets it.</summary>
internal sealed class LinkShaping
{
    private readonly bool _hasBucket, _hasPeak, _hasTrace;
    private TokenBucket _bucket, _peak;
    private DeliveryTrace _trace;

    public LinkShaping(LinkParameters parameters)
    {
        TokenBucketPlan bucket = parameters.Bucket;
        (_hasBucket, _hasPeak, _hasTrace) = (!bucket.IsNone, !bucket.PeakRate.IsUnlimited, !parameters.Trace.IsNone);
        if (_hasBucket) _bucket = new TokenBucket(bucket.Rate.BitsPerSecond, bucket.Burst.Bytes);
        if (_hasPeak) _peak = new TokenBucket(bucket.PeakRate.BitsPerSecond, bucket.Mtu.Bytes);
        if (_hasTrace) _trace = new DeliveryTrace(parameters.Trace.Milliseconds);
    }

    /// <summary>When a packet may go to the transmitter.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="free">When those before it have left.</param>
    /// <param name="bytes">That it takes on the link.</param>
    /// <returns><paramref name="now"/>, if nothing but those holds it back.</returns>
    public Instant Start(Instant now, Instant free, int bytes)
    {
        // Several packets may leave with one delivery of a trace, so there the one before holds up nobody.
        Instant from = _hasTrace ? now : Instant.Max(now, free), start = from;
        if (_hasBucket)
        {
            start = _bucket.Eligible(start, bytes);
            if (_hasPeak) start = _peak.Eligible(start, bytes);
            _bucket.Take(start, bytes);
            if (_hasPeak) _peak.Take(start, bytes);
        }
        if (_hasTrace) return _trace.Send(start, bytes);
        return start == from ? now : start;
    }
}
