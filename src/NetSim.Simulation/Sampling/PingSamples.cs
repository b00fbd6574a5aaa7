using NetSim.Simulation.Applications.Ping;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sampling;

/// <summary>The answers to a ping over time. Both columns grow, so the difference of two samples is what came between them.</summary>
public sealed class PingSamples : SampleTrack
{
    internal PingSamples(PingRecord ping, int first)
        : base(first)
    {
        Ping = ping;
        (Answers, RoundTrips) = (Column(), Column());
    }

    public PingRecord Ping { get; }

    /// <summary>How many have come.</summary>
    public SampleColumn Answers { get; }

    /// <summary>The sum of their round-trip times, in nanoseconds.</summary>
    public SampleColumn RoundTrips { get; }

    internal override void Take(Instant now)
    {
        Answers.Add(Ping.RoundTrip.Count);
        RoundTrips.Add(Ping.RoundTrip.SumNanoseconds);
    }
}
