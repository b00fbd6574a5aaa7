using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>Several who look on at one interface.</summary>
internal static class FrameTaps
{
    public static IFrameTap Join(IFrameTap? first, IFrameTap second) => first is null ? second : new TwoTaps(first, second);

    /// <returns>Who still looks on; null: nobody.</returns>
    public static IFrameTap? Without(IFrameTap? all, IFrameTap one)
    {
        if (ReferenceEquals(all, one)) return null;
        if (all is not TwoTaps two) return all;
        return (Without(two.First, one), Without(two.Second, one)) switch
        {
            (null, var second) => second,
            (var first, null) => first,
            var (first, second) => new TwoTaps(first, second),
        };
    }

    private sealed class TwoTaps(IFrameTap first, IFrameTap second) : IFrameTap
    {
        public IFrameTap First => first;

        public IFrameTap Second => second;

        public void OnFrame(Instant now, Packet frame, FrameDirection direction)
        {
            first.OnFrame(now, frame, direction);
            second.OnFrame(now, frame, direction);
        }
    }
}
