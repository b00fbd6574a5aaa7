using NetSim.Stack.Sockets.Tcp.Congestion;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// How fast the path delivers (draft-cheng-iccrg-delivery-rate-estimation): for each segment sent it is noted how much had been
/// delivered by then, so that its ACK tells how much was delivered in between, and in what time.
/// </summary>
internal sealed class DeliveryRate
{
    // By Transmission.Order; what is older than the ring is long is forgotten, and tells no rate.
    private Entry[] _ring = new Entry[256];
    private long _next;

    // C.delivered, C.delivered_time, C.first_sent_time, C.app_limited.
    private long _delivered;
    private Instant _deliveredAt;
    private Instant _firstSentAt;
    private long _limitedUntil;

    /// <summary>Segments of the orders from <paramref name="first"/> to before <paramref name="end"/> go out.</summary>
    public void OnSent(Instant now, long first, long end, int outstanding)
    {
        if (outstanding == 0) _firstSentAt = _deliveredAt = now;
        while (_ring.Length < 4 * (outstanding + end - first)) Grow();
        for (long order = first; order < end; order++)
            _ring[order & (_ring.Length - 1)] = new Entry(order, _delivered, _deliveredAt, _firstSentAt, _limitedUntil > 0);
        _next = end;
    }

    /// <summary>The application has nothing to send though the windows have room: until what is in flight is delivered, rates are its.</summary>
    public void OnNothingToSend(long pipe) => _limitedUntil = Math.Max(1, _delivered + pipe);

    /// <summary>Takes what an ACK delivers.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="delivered">What.</param>
    /// <param name="shortest">No rate is measured over less than a round trip.</param>
    /// <param name="known">The rest of the sample.</param>
    public RateSample OnDelivered(Instant now, in DeliveredSegments delivered, Duration shortest, in RateSample known)
    {
        _delivered += delivered.Bytes;
        _deliveredAt = now;
        if (_limitedUntil > 0 && _delivered > _limitedUntil) _limitedUntil = 0;
        Entry sent = delivered.HasNewest ? _ring[delivered.Newest.Order & (_ring.Length - 1)] : default;
        if (!delivered.HasNewest || sent.Order != delivered.Newest.Order) return known with { Delivered = _delivered, DeliveredBefore = _delivered };
        _firstSentAt = delivered.Newest.SentAt;
        Duration sending = delivered.Newest.SentAt - sent.FirstSentAt;
        Duration interval = Duration.Max(sending, now - sent.DeliveredAt);
        long rate = interval < shortest || interval <= Duration.Zero ? 0
            : (long)((Int128)(_delivered - sent.Delivered) * 1_000_000_000 / interval.Nanoseconds);
        return known with { Rate = rate, IsApplicationLimited = sent.IsLimited, Delivered = _delivered, DeliveredBefore = sent.Delivered };
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (long order = Math.Max(0, _next - _ring.Length); order < _next; order++)
            larger[order & (larger.Length - 1)] = _ring[order & (_ring.Length - 1)];
        _ring = larger;
    }

    private readonly record struct Entry(long Order, long Delivered, Instant DeliveredAt, Instant FirstSentAt, bool IsLimited);
}
