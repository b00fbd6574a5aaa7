using System.Collections.Immutable;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// When a link driven by a trace lets bytes pass, as mahimahi's link shell does: each delivery lets 1500 bytes of what waits leave, of one packet or of
/// several, or a part of one; what nobody waits for is gone. The trace starts with the run and is repeated for ever.
/// </summary>
internal struct DeliveryTrace(ImmutableArray<int> times)
{
    private const long Millisecond = 1_000_000;

    private long _round;
    private int _next;
    private int _left = DeliveryTracePlan.BytesPerDelivery;

    private readonly long At => (_round * times[^1] + times[_next]) * Millisecond;

    /// <summary>When the last byte of a packet leaves that comes at <paramref name="now"/>, behind those that came before.</summary>
    public Instant Send(Instant now, int bytes)
    {
        // A packet that comes with a delivery comes too late for it.
        if (At <= now.Nanoseconds) SkipTo(now.Nanoseconds);
        for (; bytes > _left; Advance()) bytes -= _left;
        long at = At;
        _left -= bytes;
        if (_left == 0) Advance();
        return new Instant(at);
    }

    private void Advance()
    {
        _left = DeliveryTracePlan.BytesPerDelivery;
        if (++_next < times.Length) return;
        _next = 0;
        _round++;
    }

    /// <summary>To the first delivery after a time. The last one of a round is at its end, so there is always one in the round of that time.</summary>
    private void SkipTo(long now)
    {
        _left = DeliveryTracePlan.BytesPerDelivery;
        (_round, long within) = Math.DivRem(now, times[^1] * Millisecond);
        int low = 0, high = times.Length - 1;
        while (low < high)
        {
            int middle = low + high >>> 1;
            if (times[middle] * Millisecond <= within) low = middle + 1;
            else high = middle;
        }
        _next = low;
    }
}
