using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>A router on its link: advertises itself every now and then, and when somebody asks (RFC 4861 6.2).</summary>
internal sealed class RouterAdvertiser(NetworkInterface port, RouterAdvertisementOptions options, RandomGenerator random)
{
    /// <summary>RFC 4861 section 10: MAX_INITIAL_RTR_ADVERTISEMENTS, and the interval between those.</summary>
    private const int MaxInitial = 3;

    private static readonly Duration MaxInitialInterval = Duration.FromSeconds(16);

    /// <summary>RFC 4861 section 10: MIN_DELAY_BETWEEN_RAS.</summary>
    private static readonly Duration MinDelay = Duration.FromSeconds(3);

    private Instant _next = Instant.MaxValue;
    private Instant _last;
    private int _sent;

    public Instant NextDeadline => port.CanSend ? _next : Instant.MaxValue;

    /// <summary>The first goes out soon, if there is an address to send it from; else when there is.</summary>
    public void OnUp(Instant now)
    {
        port.NeedLinkLocal();
        _sent = 0;
        _next = port.Addresses.FindLinkLocal().IsUnspecified ? Instant.MaxValue : now + DrawDelay();
    }

    public void OnAssigned(Instant now)
    {
        if (_sent == 0 && _next == Instant.MaxValue && !port.Addresses.FindLinkLocal().IsUnspecified) _next = now + DrawDelay();
    }

    /// <summary>RFC 4861 6.2.6: the answer goes to all, after at most half a second, and not too soon after the last.</summary>
    public void OnSolicitation(Instant now)
    {
        if (_sent == 0) return;
        Instant due = Instant.Max(now, _last + MinDelay) + DrawDelay();
        _next = Instant.Min(_next, due);
    }

    public void OnDeadline(Instant now)
    {
        if (NextDeadline > now) return;
        RouterMessages.Advertise(port, options);
        _last = now;
        Duration interval = options.MinInterval + (options.MaxInterval - options.MinInterval) * random.Next(1001) / 1000;
        if (++_sent < MaxInitial) interval = Duration.Min(interval, MaxInitialInterval);
        _next = now + interval;
    }

    /// <summary>RFC 4861 section 10: up to MAX_RA_DELAY_TIME.</summary>
    private Duration DrawDelay() => Duration.FromMilliseconds(random.Next(501));
}
