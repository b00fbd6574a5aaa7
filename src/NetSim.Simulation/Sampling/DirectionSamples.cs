using NetSim.Simulation.Links;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sampling;

/// <summary>One direction of a link over time, from the first packet on.</summary>
public sealed class DirectionSamples : SampleTrack
{
    private readonly LinkDirection _core;
    private long _sent;
    private double _busy;

    /// <param name="core">The direction.</param>
    /// <param name="ends">Its link, where it starts, where it leads.</param>
    /// <param name="first">The index of the first sample.</param>
    internal DirectionSamples(LinkDirection core, (string Link, string From, string To) ends, int first)
        : base(first)
    {
        (_core, Link, From, To) = (core, ends.Link, ends.From, ends.To);
        (Sent, Busy, Queue, Dropped) = (Column(), Column(), Column(), Column());
    }

    /// <summary>The link's name.</summary>
    public string Link { get; }

    /// <summary>The interface that sends, as <c>node:interface</c>.</summary>
    public string From { get; }

    public string To { get; }

    /// <summary>Bytes that have left the transmitter since the start.</summary>
    public SampleColumn Sent { get; }

    /// <summary>Nanoseconds since the start in which it has been sending: 0 of a link without a rate.</summary>
    public SampleColumn Busy { get; }

    /// <summary>Packets that wait for it.</summary>
    public SampleColumn Queue { get; }

    /// <summary>Packets dropped since the start, for whatever reason.</summary>
    public SampleColumn Dropped { get; }

    internal override void Take(Instant now)
    {
        long rate = _core.Parameters.Rate;
        long sent = SentBy(now, rate);
        if (rate > 0) _busy += (sent - _sent) * 8e9 / rate;
        _sent = sent;
        Sent.Add(sent);
        Busy.Add((long)_busy);
        Queue.Add(_core.PeekQueueLength(now));
        Dropped.Add(_core.Counters.Drops.Total);
    }

    /// <summary>The link counts a packet when it is given to the transmitter, which may have much to send before.</summary>
    private long SentBy(Instant now, long rate)
    {
        long backlog = Math.Max(0, (_core.FreeAt - now).Nanoseconds);
        long waiting = rate == 0 ? 0 : (long)((Int128)backlog * rate / 8_000_000_000);
        return Math.Max(_sent, _core.Counters.Bytes - waiting);
    }
}
