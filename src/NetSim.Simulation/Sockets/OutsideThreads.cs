namespace NetSim.Simulation.Sockets;

/// <summary>Where code outside of the simulation runs between two events of a virtual clock.</summary>
public enum OutsideThreads : byte
{
    /// <summary>
    /// On the thread that drives the clock: code that awaits nothing but this simulation never leaves it. What happens is the same every
    /// time.
    /// </summary>
    DriverOnly,

    /// <summary>
    /// On the thread pool, too (HttpClient, Task.Run): after each wake-up time stands still until the pool has no thread at
    /// work for two milliseconds. Work of others on the pool only makes it slow; but code that keeps a thread longer than five seconds, or has one of
    /// its own, can find that simulated time has gone on.
    /// </summary>
    Pool,
}
