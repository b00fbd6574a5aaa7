using NetSim.Actors.Tasks;

namespace NetSim.Actors.Cells;

/// <summary>While an asynchronous handler waits, the cell is suspended for user messages, and only for those.</summary>
internal sealed partial class Cell
{
    internal bool IsAwaiting(AsyncHandler handler) => ReferenceEquals(KnownExtras?.Awaiting, handler);

    internal void AwaitHandler(AsyncHandler handler, Task task)
    {
        Extras.Awaiting = handler;
        Suspend();
        _ = task.ContinueWith(
            static (done, state) =>
            {
                (Cell cell, AsyncHandler handler) = ((Cell, AsyncHandler))state!;
                cell.SendSystem(new HandlerCompleted(handler, done));
            },
            (this, handler), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    internal void AfterHandler(Exception? failure)
    {
        KnownExtras!.Awaiting = null;
        if (failure is not null) Fail(failure);
        Unsuspend();
    }

    /// <summary>The incarnation whose handler it was is gone.</summary>
    private void ForgetHandler()
    {
        if (KnownExtras?.Awaiting is null) return;
        KnownExtras.Awaiting = null;
        Unsuspend();
    }
}
