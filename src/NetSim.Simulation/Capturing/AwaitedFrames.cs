using NetSim.Simulation.Actors;
using NetSim.Wire.Capture;

namespace NetSim.Simulation.Capturing;

/// <summary>
/// The captured frames of one packet whose fate is not known: where it came in, what the node does with it; where it went out, what the link
/// does. Both are known before the packet is on another lane.
/// </summary>
internal struct AwaitedFrames
{
    private CapturedFrame? _received;

    /// <summary>Of a super-segment each is the first of its pieces.</summary>
    private CapturedFrame? _sent;

    private bool _isSuper;

    public readonly bool IsEmpty => _received is null && _sent is null;

    public void Add(CapturedFrame frame, FrameDirection direction, int segmentSize)
    {
        if (direction == FrameDirection.Receive)
        {
            frame.Beside = _received;
            _received = frame;
            return;
        }
        frame.Beside = _sent;
        _sent = frame;
        _isSuper = segmentSize > 0;
    }

    public void SettleReceived(string comment) => Settle(ref _received, comment);

    public void SettleAll(string comment)
    {
        Settle(ref _received, comment);
        Settle(ref _sent, comment);
    }

    /// <summary>A super-segment that was sent is being cut, in the order in which it was captured: takes what stands for the next piece.</summary>
    public AwaitedFrames TakePiece()
    {
        AwaitedFrames piece = default;
        if (!_isSuper) return piece;
        CapturedFrame? rest = null;
        for (CapturedFrame? first = _sent; first is not null;)
        {
            CapturedFrame? beside = first.Beside;
            if (first.NextPiece is { } behind)
            {
                behind.Beside = rest;
                rest = behind;
                first.NextPiece = null;
            }
            first.Beside = piece._sent;
            piece._sent = first;
            first = beside;
        }
        _sent = rest;
        return piece;
    }

    private static void Settle(ref CapturedFrame? frames, string comment)
    {
        CapturedFrame? frame = frames;
        frames = null;
        while (frame is not null)
        {
            CapturedFrame? beside = frame.Beside;
            for (CapturedFrame? piece = frame; piece is not null; piece = piece.NextPiece) piece.Settle(comment);
            frame = beside;
        }
    }
}
