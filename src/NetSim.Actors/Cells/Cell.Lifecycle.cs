using System.Runtime.InteropServices;

namespace NetSim.Actors.Cells;

/// <summary>Birth, restart and end.</summary>
internal sealed partial class Cell
{
    /// <summary>Called by the constructor of ActorBase: from here on the context works, also in the rest of the constructor.</summary>
    internal void BeginIncarnation(ActorBase actor)
    {
        Flags &= ~CellFlags.Creating;
        _actor = actor;
    }

    internal void OnCreate()
    {
        Unsuspend();
        CreateActor();
    }

    internal void OnTerminate()
    {
        if ((Flags & CellFlags.Terminating) != 0) return;
        Flags |= CellFlags.Terminating;
        ForgetReceiveTimeout();
        UnwatchAll();
        StopChildren();
        if (Interlocked.CompareExchange(ref _children, Children.None, null) is { } children) children.Close();
        if (_children is { Count: > 0 }) Suspend();
        else FinishTerminate();
    }

    /// <summary>The old incarnation's last words; then its children must be gone before the new one is made.</summary>
    internal void OnRecreate(Exception cause)
    {
        if (_actor is null)
        {
            RecreateAfterFailedCreation();
            return;
        }

        if ((Flags & CellFlags.Terminating) != 0 || KnownExtras?.PendingRestart is not null)
        {
            OnResume(cause: null);
            return;
        }

        CallPreRestart(_actor, cause);
        Extras.PendingRestart = cause;
        if (_children is { AnyDying: true }) _children.Close();
        else FinishRecreate();
    }

    /// <summary>A child is gone: perhaps it was the last that a restart or a stop waits for.</summary>
    private void AfterChildIsGone()
    {
        if ((Flags & CellFlags.Terminating) != 0)
        {
            if (_children!.Count == 0) FinishTerminate();
        }
        else if (KnownExtras?.PendingRestart is not null && !_children!.AnyDying)
        {
            _children.Open();
            if (_actor is null) FinishFailedCreation();
            else FinishRecreate();
        }
    }

    private void CreateActor()
    {
        try
        {
            ActorBase actor = NewIncarnation();
            actor.CallPreStart();
            PushBackReceiveTimeout();
        }
        catch (Exception cause)
        {
            DiscardIncarnation();
            Fail(new ActorInitializationException(this, "Exception during creation", cause));
        }
    }

    private ActorBase NewIncarnation()
    {
        Flags |= CellFlags.Creating;
        try
        {
            _actor = Props.NewActor();
        }
        catch
        {
            // What its constructor did not finish is no incarnation: it has nothing to give back.
            _actor = null;
            throw;
        }
        finally
        {
            Flags &= ~CellFlags.Creating;
        }

        _actor.OnConstructed();
        Equip(_actor);
        return _actor;
    }

    private void DiscardIncarnation()
    {
        if (_actor is { } halfMade) Unequip(halfMade);
        _actor = null;
    }

    private void CallPreRestart(ActorBase failed, Exception cause)
    {
        object? message = KnownExtras?.FailedMessage;
        try
        {
            failed.CallPreRestart(cause, message);
        }
        catch (Exception second)
        {
            // The restart goes on: best effort, as in Akka.
            System.Log.Error(new PreRestartException(this, second, cause, message), "{0}: {1}", Path, second.Message);
        }

        Unequip(failed);
    }

    private void FinishRecreate()
    {
        Exception cause = KnownExtras!.PendingRestart!;
        KnownExtras.PendingRestart = null;
        Cell[] survivors = ChildCells();
        Unsuspend();
        ClearFailure();
        try
        {
            ActorBase fresh = NewIncarnation();
            fresh.CallPostRestart(cause);
            PushBackReceiveTimeout();
            foreach (Cell survivor in survivors) survivor.SendSystem(new Recreate(cause));
        }
        catch (Exception second)
        {
            DiscardIncarnation();
            Fail(new PostRestartException(this, second, cause), doNotSuspend: survivors);
        }
    }

    private void RecreateAfterFailedCreation()
    {
        ForgetReceiveTimeout();
        StopChildren();
        if (_children is { AnyDying: true })
        {
            Extras.PendingRestart = KnownExtras?.Failure;
            _children.Close();
        }
        else
        {
            FinishFailedCreation();
        }
    }

    private void FinishFailedCreation()
    {
        Extras.PendingRestart = null;
        Unsuspend();
        ClearFailure();
        CreateActor();
    }

    private void FinishTerminate()
    {
        if (_actor is { } actor)
        {
            try
            {
                actor.CallPostStop();
            }
            catch (Exception cause)
            {
                System.Log.Error(cause, "{0}: PostStop failed: {1}", Path, cause.Message);
            }

            Unequip(actor);
        }

        Flags = (Flags | CellFlags.Terminated) & ~(CellFlags.Terminating | CellFlags.Suspended);
        WatcherList watchers = Watchers;
        SendDeferredToDeadLetters();
        EndSubscriptions();
        if (ParentCell is { } parent) parent.SendSystem(new DeathWatchNotification(this, Existence.Confirmed));
        else System.OnRootTerminated();
        TellWatchers(watchers);
        // Whoever remembers a dead actor remembers no more than its name.
        _actor = null;
        _bonds = null;
        _children = Children.None;
        _recipe = Props.Empty;
    }

    private void SendDeferredToDeadLetters()
    {
        if (KnownExtras?.Deferred is not { } deferred) return;
        foreach (ref Delivery delivery in CollectionsMarshal.AsSpan(deferred)) AnswerWhenTerminated(delivery.Message, delivery.Sender);
    }
}
