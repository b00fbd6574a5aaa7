namespace NetSim.Actors.Tasks;

/// <summary>
/// An asynchronous handler under way: other user messages wait, and what follows each await runs on the actor's lane, with the
/// sender as it was. If the actor is stopped or restarted meanwhile, the rest of the handler never runs (as in Akka.NET).
/// </summary>
internal sealed class AsyncHandler(Cell cell, object message, IActorRef? sender) : SynchronizationContext
{
    public object Message => message;

    public IActorRef? Sender => sender;

    public override void Post(SendOrPostCallback d, object? state) => cell.SendSystem(new Continuation(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("An actor cannot be waited for.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs the handler up to its first await. Returns its task; throws what it threw if it ended there.</summary>
    public static void Run(Cell cell, Func<Task> handler)
    {
        var context = new AsyncHandler(cell, cell.Lane.InHand.Message, cell.Lane.InHand.Sender);
        Task task = context.Under(handler);
        if (task.IsCompleted) task.GetAwaiter().GetResult();
        else cell.AwaitHandler(context, task);
    }

    private T Under<T>(Func<T> code)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            return code();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>What follows an await.</summary>
    private sealed class Continuation(AsyncHandler context, SendOrPostCallback code, object? state) : SystemMessage
    {
        internal override void Apply(Cell cell)
        {
            if (!cell.IsAwaiting(context)) return;
            cell.Lane.InHand.Message = context.Message;
            cell.Lane.InHand.Sender = context.Sender;
            context.Under(() =>
            {
                code(state);
                return true;
            });
            cell.Lane.InHand.Message = WakeUp.Instance;
            cell.Lane.InHand.Sender = null;
        }
    }
}

/// <summary>The whole handler is done, or has failed.</summary>
internal sealed class HandlerCompleted(AsyncHandler context, Task task) : SystemMessage
{
    internal override void Apply(Cell cell)
    {
        if (!cell.IsAwaiting(context)) return;
        cell.Lane.InHand.Message = context.Message;
        cell.Lane.InHand.Sender = context.Sender;
        cell.AfterHandler(task.IsCanceled ? new TaskCanceledException(task) : task.Exception?.InnerException);
        cell.Lane.InHand.Message = WakeUp.Instance;
        cell.Lane.InHand.Sender = null;
    }
}
