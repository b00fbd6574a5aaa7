using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>Spaces packets out over time, at a rate that congestion control says.</summary>
internal sealed class Pacer
{
    /// <summary>What a late timer may be caught up with, and how much may go out as one.</summary>
    public static readonly Duration Slack = Duration.FromMilliseconds(1);

    private Instant _nextAt;

    /// <summary>When the next packet may go, if one has been refused; else <see cref="Instant.MaxValue"/>.</summary>
    public Instant Deadline { get; private set; } = Instant.MaxValue;

    /// <summary>Whether it is time for the next packet. If not, <see cref="Deadline"/> says when.</summary>
    public bool IsTime(Instant now)
    {
        bool isTime = _nextAt <= now;
        Deadline = isTime ? Instant.MaxValue : _nextAt;
        return isTime;
    }

    /// <summary>A packet goes out.</summary>
    /// <param name="now">When.</param>
    /// <param name="bytes">Of payload.</param>
    /// <param name="rate">Bytes per second; 0: no limit.</param>
    public void OnSent(Instant now, int bytes, long rate)
    {
        if (rate <= 0) return;
        var takes = new Duration(bytes * 1_000_000_000L / rate);
        _nextAt = Instant.Max(_nextAt, now - Slack) + takes;
    }

    /// <summary>The time has come, or there is nothing to wait for.</summary>
    public void Disarm() => Deadline = Instant.MaxValue;
}
