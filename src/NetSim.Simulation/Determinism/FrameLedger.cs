using System.Buffers.Binary;
using System.Security.Cryptography;
using NetSim.Simulation.Actors;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Determinism;

/// <summary>
/// What one interface has seen in a run, every byte and every time of it, as a hash that is noted now and then: little to keep, and two runs
/// that differ are found out soon after they do.
/// </summary>
internal sealed class FrameLedger : IFrameTap, IDisposable
{
    /// <summary>Frames between two notes.</summary>
    public const int Interval = 256;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<UInt128> _notes = [];
    private readonly FrameLedger? _original;
    private readonly Action? _onDifference;

    /// <summary>Of a first run.</summary>
    public FrameLedger()
    {
    }

    /// <summary>Of a later one, that is to be like it.</summary>
    /// <param name="original">Complete.</param>
    /// <param name="onDifference">Called on the lane's thread when it is found out.</param>
    public FrameLedger(FrameLedger original, Action onDifference) => (_original, _onDifference) = (original, onDifference);

    public long Frames { get; private set; }

    /// <summary>So many frames are the same as in the original.</summary>
    public long AgreedFrames { get; private set; }

    /// <summary>Whether a complete run saw what the original saw.</summary>
    public bool Agrees => _original is { } original && original.Frames == Frames && original.Digest() == Digest();

    public void OnFrame(Instant now, Packet frame, FrameDirection direction)
    {
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, now.Nanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], frame.SegmentSize << 8 | (int)direction);
        _hash.AppendData(head);
        _hash.AppendData(frame.Bytes);
        if (++Frames % Interval == 0) Note();
    }

    public void Dispose() => _hash.Dispose();

    private void Note()
    {
        UInt128 digest = Digest();
        int index = _notes.Count;
        _notes.Add(digest);
        if (_original is null) return;
        if (index < _original._notes.Count && _original._notes[index] == digest) AgreedFrames = Frames;
        else _onDifference!();
    }

    private UInt128 Digest()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetCurrentHash(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
