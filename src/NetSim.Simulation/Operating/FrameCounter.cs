using NetSim.Simulation.Actors;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Operating;

/// <summary>Counts the frames of an interface, both ways, from a time on.</summary>
internal sealed class FrameCounter(Instant start) : IFrameTap
{
    public long Count { get; private set; }

    public void OnFrame(Instant now, Packet frame, FrameDirection direction)
    {
        if (now >= start) Count++;
    }
}
