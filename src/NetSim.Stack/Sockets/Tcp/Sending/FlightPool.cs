namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>The states of senders that are at rest. One pool serves a stack.</summary>
internal sealed class FlightPool(RingPool<TransmittedSegment> rings)
{
    /// <summary>Kept at most; what is beyond is left to the garbage collector.</summary>
    private const int Most = 256;

    private readonly List<FlightState> _free = [];

    /// <summary>Of all senders at rest: nothing is under way, and no timer runs. Nobody may write to it.</summary>
    public static FlightState Rest { get; } = new(new RingPool<TransmittedSegment>());

    public FlightState Rent()
    {
        if (_free.Count == 0) return new FlightState(rings);
        FlightState state = _free[^1];
        _free.RemoveAt(_free.Count - 1);
        return state;
    }

    public void Return(FlightState state)
    {
        state.Reset();
        if (_free.Count < Most) _free.Add(state);
    }
}
