using NetSim.Actors.Lanes;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications;

/// <summary>What an application has from its node: the stack to open sockets on, memory for datagrams, and the clock.</summary>
/// <param name="stack">Of the node.</param>
/// <param name="pool">Of the node's lane.</param>
/// <param name="onPartFailed">Hears of a part of an application that has failed: its name, and why.</param>
public sealed class ApplicationContext(IActorRef stack, PacketPool pool, Action<string, Exception> onPartFailed)
{
    public IActorRef Stack { get; } = stack;

    public PacketPool Pool { get; } = pool;

    /// <summary>A part of an application has failed (one connection of a server), and the application goes on without it.</summary>
    public void TellPartFailed(string part, Exception cause) => onPartFailed(part, cause);

    public static Instant Now => new(Lane.Current.Now);

    /// <summary>Tells an application something at a time, exact to the nanosecond; what is no longer wanted then is ignored by it.</summary>
    public static void TellAt(Instant due, IActorRef application, object message) =>
        Lane.Current.TellAt(due.Nanoseconds, application, message, application);
}

/// <summary>To its node: an application has done all that it was told to do.</summary>
public sealed class ApplicationDone
{
    public static readonly ApplicationDone Instance = new();
}
