using NetSim.Simulation.Actors;
using NetSim.Wire.Buffers;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Operating;

/// <summary>Counts the frames of an interface, both ways, from a time on.</summary>
/// <param name="start">When it begins.</param>
/// <param name="filter">Which frames count; null: all.</param>
internal sealed class FrameCounter(Instant start, BpfProgram? filter) : IFrameTap
{
    public long Count { get; private set; }

    public void OnFrame(Instant now, Packet frame, FrameDirection direction)
    {
        if (now >= start && filter?.Matches(frame.Bytes) != false) Count++;
    }
}
