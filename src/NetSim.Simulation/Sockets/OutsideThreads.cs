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
    /// On the thread pool, too (HttpClient, Task.Run): after each wake-up time stands still until no thread works for that code, as far as
    /// the runtime tells. On a machine that stalls a thread for long at the wrong moment, things can then happen later in simulated time.
    /// </summary>
    Pool,
}
