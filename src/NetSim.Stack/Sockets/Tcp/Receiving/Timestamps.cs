using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>The timestamps option of one connection (RFC 7323 sections 3 to 5): our clock, TS.Recent, and PAWS.</summary>
internal struct Timestamps(uint offset)
{
    private const long NanosecondsPerTick = 1_000_000;

    /// <summary>RFC 7323 5.5: a TS.Recent older than this may have wrapped and proves nothing.</summary>
    private static readonly Duration RecentExpires = Duration.FromSeconds(24 * 24 * 3600);

    /// <summary>Before it is agreed.</summary>
    private static readonly Instant Never = Instant.MaxValue;

    private Instant _recentAt = Never;

    /// <summary>Both SYNs had the option: from now on every segment has it.</summary>
    public readonly bool IsEnabled => _recentAt != Never;

    /// <summary>TS.Recent: the echo to send.</summary>
    public uint Recent { get; private set; }

    /// <summary>Our clock: one tick per millisecond (RFC 7323 5.4), from an offset that outsiders cannot know.</summary>
    public readonly uint Value(Instant now) => ValueAt(offset, now);

    /// <summary>The clock of a connection that is not made yet.</summary>
    public static uint ValueAt(uint offset, Instant now) => offset + (uint)(now.Nanoseconds / NanosecondsPerTick);

    /// <summary>PAWS (RFC 7323 5.3 R1): the segment is older than one that was accepted before.</summary>
    public readonly bool IsOld(Instant now, uint value) => (int)(value - Recent) < 0 && now - _recentAt < RecentExpires;

    /// <summary>
    /// RFC 7323 4.3: only a segment that covers the last ACK sent may set the echo, so that a delayed ACK's wait is measured in.
    /// </summary>
    public void Update(Instant now, uint value, long sequence, long lastAckSent)
    {
        if (sequence > lastAckSent || (int)(value - Recent) < 0 && now - _recentAt < RecentExpires) return;
        Recent = value;
        _recentAt = now;
    }

    /// <summary>The SYN's value, which has nothing to be compared with.</summary>
    public void Start(Instant now, uint value)
    {
        Recent = value;
        _recentAt = now;
    }

    /// <summary>The last moment at which a segment with the value <paramref name="echo"/> can have been sent.</summary>
    public readonly Instant EndOfTick(Instant now, uint echo) =>
        new((now.Nanoseconds / NanosecondsPerTick - (uint)(Value(now) - echo) + 1) * NanosecondsPerTick - 1);

    /// <summary>How long ago the segment that is echoed was sent, in whole ticks.</summary>
    public readonly Duration ElapsedSince(Instant now, uint echo) => new((uint)(Value(now) - echo) * NanosecondsPerTick);
}
