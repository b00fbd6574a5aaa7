using NetSim.Actors.Stashing;
using NetSim.Actors.Timers;

namespace NetSim.Actors.Cells;

/// <summary>What an incarnation gets because of the interfaces that it implements, and gives back at its end.</summary>
internal sealed partial class Cell
{
    private bool _isSubscribed;

    internal Envelope EnvelopeInHand => new(
        Lane.InHand.Message is ISelfHandled special ? special.Payload : Lane.InHand.Message, Lane.InHand.Sender);

    /// <summary>So that the end of this actor is the end of its subscriptions. From any thread; false if it has ended already.</summary>
    internal bool MarkSubscribed()
    {
        Volatile.Write(ref _isSubscribed, true);
        Interlocked.MemoryBarrier();
        return !IsTerminated;
    }

    private void EndSubscriptions()
    {
        // The flag before the look, and over there the mark before the look at the flag: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isSubscribed)) System.EventStream.Unsubscribe(this);
    }

    /// <summary>From the stash to the front of the queue, in this order.</summary>
    internal void PutBack(ReadOnlySpan<Envelope> messages)
    {
        if ((Flags & CellFlags.Suspended) != 0)
        {
            List<Delivery> deferred = Extras.Deferred ??= [];
            for (int i = messages.Length - 1; i >= 0; i--) deferred.Insert(0, ToDelivery(messages[i]));
        }
        else
        {
            for (int i = messages.Length - 1; i >= 0; i--) Lane.PushBehindCurrent(ToDelivery(messages[i]));
        }
    }

    private Delivery ToDelivery(Envelope envelope) => new()
    {
        To = this,
        Message = envelope.Message is Terminated terminated && !IsTerminated ? QueueDeath(terminated, customMessage: null) : envelope.Message,
        Sender = envelope.Sender,
    };

    private void Equip(ActorBase actor)
    {
        if (actor is IActorStash withStash) withStash.Stash = new CellStash(this);
        if (actor is IWithTimers withTimers) withTimers.Timers = new TimerScheduler(this);
    }

    private void Unequip(ActorBase actor)
    {
        ForgetHandler();
        try
        {
            (actor as IWithTimers)?.Timers?.CancelAll();
            (actor as IActorStash)?.Stash?.UnstashAll();
            Props.Release(actor);
            (actor as IDisposable)?.Dispose();
        }
        catch (Exception cause)
        {
            System.Log.Error(cause, "{0}: could not be disposed of: {1}", Path, cause.Message);
        }
    }
}
