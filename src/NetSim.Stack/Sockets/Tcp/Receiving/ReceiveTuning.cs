using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>
/// How large the receive buffer should be: twice what the application takes in a round trip (dynamic right-sizing), so that the window
/// never holds the peer back, and a buffer never grows for an application that does not read.
/// </summary>
internal struct ReceiveTuning(int buffer, int largest)
{
    private Instant _roundEnds;
    private long _takenBefore;

    /// <summary>Bytes received and not read that are held at most.</summary>
    public int Buffer { get; private set; } = buffer;

    public readonly int Largest => Math.Max(Buffer, largest);

    /// <summary>Data came in order.</summary>
    /// <param name="now">When.</param>
    /// <param name="roundTrip">As far as known; zero if not.</param>
    /// <param name="taken">Read by the application since the start.</param>
    public void OnInOrder(Instant now, Duration roundTrip, long taken)
    {
        if (Buffer >= largest || now < _roundEnds || roundTrip <= Duration.Zero) return;
        bool isFirst = _roundEnds == Instant.Zero;
        long inRound = taken - _takenBefore;
        _takenBefore = taken;
        _roundEnds = now + roundTrip;
        if (!isFirst && inRound * 2 > Buffer) Buffer = (int)Math.Min(largest, inRound * 2);
    }
}
