using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>
/// A frame that <see cref="CaptureRecorder"/> keeps until somebody knows what becomes of it, which is its comment. If nobody ever says, it is
/// written without one.
/// </summary>
public sealed class CapturedFrame
{
    private readonly CaptureRecorder _recorder;

    internal CapturedFrame(CaptureRecorder recorder, Packet? copy) => (_recorder, Copy) = (recorder, copy);

    /// <summary>The piece behind this one, if the packet was a super-segment; whoever takes the pieces apart may clear it.</summary>
    public CapturedFrame? NextPiece { get; set; }

    /// <summary>For lists of what was captured of one packet in several places. Whoever settles the frame owns this.</summary>
    public CapturedFrame? Beside { get; set; }

    /// <summary>Null once it is written, and of a piece that the filter has refused.</summary>
    internal Packet? Copy { get; set; }

    internal int InterfaceNumber { get; init; }

    internal Instant Time { get; init; }

    internal CaptureDirection Direction { get; init; }

    internal string Comment { get; private set; } = "";

    internal bool IsSettled { get; private set; }

    internal CapturedFrame? Behind { get; set; }

    /// <summary>Says what has become of the frame; what is said later than it could be waited for is lost.</summary>
    /// <param name="comment">opt_comment; empty for none.</param>
    public void Settle(string comment)
    {
        if (IsSettled) return;
        (Comment, IsSettled) = (comment, true);
        _recorder.OnSettled(this);
    }
}
