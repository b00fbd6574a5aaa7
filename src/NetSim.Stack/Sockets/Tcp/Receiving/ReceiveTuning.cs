using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>
/// How large the receive buffer should be: twice what the application takes in a round trip (dynamic right-sizing), so that the window
/// never holds the peer back, and a buffer never grows for an application that does not read.
/// </summary>
internal struct ReceiveTuning(int buffer)
{
    private Instant _roundEnds;
    private uint _takenBefore;

    /// <summary>Bytes received and not read that are held at most.</summary>
    public int Buffer { get; private set; } = buffer;

    /// <summary>Data came in order.</summary>
    /// <param name="now">When.</param>
    /// <param name="roundTrip">As far as known; zero if not.</param>
    /// <param name="taken">Read by the application since the start.</param>
    /// <param name="largest">Up to where it may grow.</param>
    public void OnInOrder(Instant now, Duration roundTrip, long taken, int largest)
    {
        if (Buffer >= largest || now < _roundEnds || roundTrip <= Duration.Zero) return;
        bool isFirst = _roundEnds == Instant.Zero;
        long inRound = (uint)taken - _takenBefore;
        _takenBefore = (uint)taken;
        _roundEnds = now + roundTrip;
        if (!isFirst && inRound * 2 > Buffer) Buffer = (int)Math.Min(largest, inRound * 2);
    }
}
