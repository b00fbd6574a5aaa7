using NetSim.Simulation.Actors;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Determinism;

/// <summary>Some of the frames of one interface, whole.</summary>
/// <param name="first">The number of the first frame that is kept.</param>
/// <param name="count">How many are.</param>
internal sealed class FrameLog(long first, int count) : IFrameTap
{
    private readonly List<LoggedFrame> _frames = [];
    private long _seen;

    public IReadOnlyList<LoggedFrame> Frames => _frames;

    public void OnFrame(Instant now, Packet frame, FrameDirection direction)
    {
        if (_seen++ >= first && _frames.Count < count) _frames.Add(new LoggedFrame(now, direction, frame.Bytes.ToArray()));
    }
}

/// <summary>A frame that an interface received or sent.</summary>
internal sealed record LoggedFrame(Instant At, FrameDirection Direction, byte[] Bytes)
{
    public bool Equals(LoggedFrame? other) => other is not null && At == other.At && Direction == other.Direction && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override int GetHashCode() => HashCode.Combine(At, Bytes.Length);
}
