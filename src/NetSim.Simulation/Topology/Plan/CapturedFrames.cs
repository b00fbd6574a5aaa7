using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>The frames of a capture file, in memory: their bytes one after the other, and when each was seen.</summary>
public sealed class CapturedFrames
{
    private readonly List<(Duration At, int Start, int Length)> _frames = [];
    private byte[] _bytes = [];
    private int _length;
    private Instant _first;

    public int Count => _frames.Count;

    /// <summary>Of all frames together.</summary>
    public long Bytes => _length;

    /// <summary>From the first frame to the last.</summary>
    public Duration Length => Count == 0 ? Duration.Zero : _frames[^1].At;

    /// <summary>The longest frame.</summary>
    internal int Longest { get; private set; }

    /// <summary>When a frame comes, from the first one on. Stamps that go back are taken for the one before.</summary>
    internal Duration TimeOf(int index) => _frames[index].At;

    internal ReadOnlySpan<byte> BytesOf(int index) => _bytes.AsSpan(_frames[index].Start, _frames[index].Length);

    internal void Add(Instant seen, ReadOnlySpan<byte> frame)
    {
        if (Count == 0) _first = seen;
        if (_length + frame.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + frame.Length, 2 * _bytes.Length));
        frame.CopyTo(_bytes.AsSpan(_length));
        _frames.Add((Duration.Max(Length, seen - _first), _length, frame.Length));
        _length += frame.Length;
        Longest = Math.Max(Longest, frame.Length);
    }
}
