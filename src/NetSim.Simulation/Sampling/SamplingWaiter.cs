using NetSim.Actors.Lanes;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Sampling;

/// <summary>
/// In real time a lane looks at the outside between its events, and there a sampler has its place: on the lane's thread, with nothing under way.
/// A reading is late when the lane is.
/// </summary>
/// <param name="inner">How the lane waits.</param>
/// <param name="sampler">Who reads.</param>
/// <param name="now">The lane's time.</param>
/// <param name="scale">Lane seconds per second of real time.</param>
internal sealed class SamplingWaiter(ILaneWaiter inner, RunSampler sampler, Func<Instant> now, double scale) : ILaneWaiter
{
    public void Wait(long nanoseconds)
    {
        Instant present = now();
        if (present >= sampler.Next) sampler.Take(present);
        long untilNext = (long)Math.Min((sampler.Next - present).Nanoseconds / scale, long.MaxValue / 2);
        inner.Wait(Math.Min(nanoseconds, untilNext));
    }

    public void Wake() => inner.Wake();
}
