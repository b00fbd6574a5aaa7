namespace NetSim.Actors.Lanes;

/// <summary>
/// How a lane on the real clock waits, and so what can wake it. A waiter that watches devices reads them inside
/// <see cref="Wait"/>, on the lane's thread, and tells the actors concerned: no thread hop.
/// </summary>
public interface ILaneWaiter
{
    /// <summary>
    /// Returns after <paramref name="nanoseconds"/> of real time, after <see cref="Wake"/>, or when a device has something, whichever
    /// is first. 0 = look at the devices and return at once; <see cref="long.MaxValue"/> = no limit. Called once a turn.
    /// </summary>
    void Wait(long nanoseconds);

    /// <summary>
    /// Ends the current <see cref="Wait"/>, or else the next one (a wake-up is remembered). Called from any thread.
    /// </summary>
    void Wake();
}
