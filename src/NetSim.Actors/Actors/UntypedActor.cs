using NetSim.Actors.Tasks;

namespace NetSim.Actors;

/// <summary>An actor with one method for all messages.</summary>
public abstract class UntypedActor : ActorBase
{
    protected static new IUntypedActorContext Context => ActiveContext;

    protected abstract void OnReceive(object message);

    protected override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    protected void Become(UntypedReceive receive) => Become(Wrap(receive));

    protected void BecomeStacked(UntypedReceive receive) => BecomeStacked(Wrap(receive));

    /// <summary>Runs <paramref name="action"/> so that no other message is handled before its task is done.</summary>
    protected void RunTask(Func<Task> action) => AsyncHandler.Run(Cell, action);

    protected void RunTask(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        RunTask(() =>
        {
            action();
            return Task.CompletedTask;
        });
    }

    internal static Receive Wrap(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };
}
