namespace NetSim.Actors.Cells;

/// <summary>What the engine tells a cell. It goes before all user messages of that cell.</summary>
internal abstract class SystemMessage : LaneMessage
{
    internal override void Arrive(Resident to, IActorRef? sender) => ((Cell)to).Enqueue(this);

    internal abstract void Apply(Cell cell);
}

internal sealed class Create : SystemMessage
{
    internal static readonly Create Instance = new();
    internal override void Apply(Cell cell) => cell.OnCreate();
}

internal sealed class Suspend : SystemMessage
{
    internal static readonly Suspend Instance = new();
    internal override void Apply(Cell cell) => cell.OnSuspend();
}

/// <summary>Goes on after a failure, or (without a cause) after the parent's.</summary>
internal sealed class Resume(Exception? cause) : SystemMessage
{
    internal override void Apply(Cell cell) => cell.OnResume(cause);
}

internal sealed class Recreate(Exception cause) : SystemMessage
{
    internal override void Apply(Cell cell) => cell.OnRecreate(cause);
}

internal sealed class Terminate : SystemMessage
{
    internal static readonly Terminate Instance = new();
    internal override void Apply(Cell cell) => cell.OnTerminate();
}

/// <summary>A child has failed and waits for its parent's verdict.</summary>
internal sealed class Failed(Cell child, Exception cause) : SystemMessage
{
    internal Cell Child => child;
    internal override void Apply(Cell cell) => cell.OnChildFailed(child, cause);
}

internal sealed class Watch(IActorRef watcher) : SystemMessage
{
    internal IActorRef Watcher => watcher;
    internal override void Apply(Cell cell) => cell.OnWatch(watcher);
}

internal sealed class Unwatch(IActorRef watcher) : SystemMessage
{
    internal override void Apply(Cell cell) => cell.OnUnwatch(watcher);
}

/// <summary>An actor that this cell watches, or whose parent it is, has gone.</summary>
internal sealed class DeathWatchNotification(IActorRef actor, Existence existence) : SystemMessage
{
    internal override void Apply(Cell cell) => cell.OnDeath(actor, existence);
}

/// <summary>Whether the actor that is gone was known to have lived.</summary>
internal enum Existence
{
    Unconfirmed,
    Confirmed,
}

/// <summary>Stands in the FIFO for "this cell has system messages"; carries nothing itself.</summary>
internal sealed class WakeUp : IAutoReceivedMessage
{
    internal static readonly WakeUp Instance = new();
}
