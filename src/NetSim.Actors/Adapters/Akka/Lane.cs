using Akka.Actor.Internal;
using NetSim.Actors.Adapters;

namespace NetSim.Actors.Lanes;

/// <summary>
/// All actors of one Akka.NET system, on one thread, with one event queue. The same members as the lane of the in-tree runtime; here
/// there is only one, and events of one instant come in the order in which they were asked for.
/// </summary>
public sealed class Lane
{
    private readonly LaneLoop _loop;

    internal Lane(LaneLoop loop) => _loop = loop;

    /// <summary>The lane of the actor that asks.</summary>
    /// <exception cref="NotSupportedException">Not asked by an actor.</exception>
    public static Lane Current => InternalCurrentActorCellKeeper.Current is { } cell
        ? LaneSystem.Of(cell.System).Lanes[0]
        : throw new NotSupportedException("This thread does not run a lane. Lane.Current is for actors, on their own thread.");

    public int Index => 0;

    /// <summary>Nanoseconds since the start. Virtual clock: when the current event was due. Real clock: read once a turn.</summary>
    public long Now => _loop.Now;

    /// <summary>Virtual clock: whatever was due before this has happened. There is only this lane.</summary>
    public long Settled => Now;

    public long EventsHandled => _loop.EventsHandled;

    /// <summary>Turns of actors, each of one or more messages: Akka.NET does not count messages.</summary>
    public long MessagesHandled => _loop.TurnsHandled;

    /// <summary>Turns of actors that wait.</summary>
    public int MessagesWaiting => _loop.TurnsWaiting;

    /// <summary>Events that are still to come. From any thread; a moment old.</summary>
    public int EventsWaiting => _loop.EventsWaiting;

    /// <summary>Nanoseconds since the start: when the next of them is due; <see cref="long.MaxValue"/> if there is none. On the lane's own thread.</summary>
    public long NextDue => _loop.NextDue;

    /// <summary>What is still to come, in no order that means anything. For whoever looks on while the lane stands between two events.</summary>
    public IEnumerable<WaitingTell> TellsWaiting => _loop.TellsWaiting;

    public long LateEvents => _loop.LateEvents;

    public long MaxLateness => _loop.MaxLateness;

    /// <summary>For what enters from outside of the simulation just now: when it is due.</summary>
    public long EntryTime => _loop.EntryTime;

    /// <summary>Tells <paramref name="message"/> to <paramref name="to"/> at <paramref name="due"/> (nanoseconds; in the past means now).</summary>
    public void TellAt(long due, IActorRef to, object message, IActorRef? from)
    {
        ArgumentNullException.ThrowIfNull(message);
        _loop.Schedule(due, new DueTell(to, message, from));
    }
}
