namespace NetSim.Actors;

/// <summary>
/// Publishes to whoever has subscribed to the type of the event or to a base of it, in the order of subscription. A subscriber that
/// stops is forgotten.
/// </summary>
public class EventStream
{
    private readonly Lock _lock = new();
    private (IActorRef Subscriber, Type[] Channels)[] _subscribers = [];

    internal EventStream()
    {
    }

    /// <summary>False if it was subscribed already.</summary>
    public virtual bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        IActorRef actor = Refs.Unwrap(subscriber);
        lock (_lock)
        {
            int index = IndexOf(actor);
            if (index < 0)
            {
                _subscribers = [.. _subscribers, (actor, [channel])];
            }
            else
            {
                if (_subscribers[index].Channels.Contains(channel)) return false;
                Replace(index, [.. _subscribers[index].Channels, channel]);
            }
        }

        if (actor is Cell cell && !cell.MarkSubscribed()) Unsubscribe(cell);
        return true;
    }

    public virtual bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        lock (_lock)
        {
            int index = IndexOf(Refs.Unwrap(subscriber));
            if (index < 0 || !_subscribers[index].Channels.Contains(channel)) return false;
            Replace(index, [.. _subscribers[index].Channels.Where(one => one != channel)]);
            return true;
        }
    }

    public virtual bool Unsubscribe(IActorRef subscriber)
    {
        lock (_lock)
        {
            int index = IndexOf(Refs.Unwrap(subscriber));
            if (index < 0) return false;
            _subscribers = [.. _subscribers.Where((_, i) => i != index)];
            return true;
        }
    }

    public void Publish(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        bool taken = false;
        foreach ((IActorRef subscriber, Type[] channels) in _subscribers)
        {
            if (!Array.Exists(channels, channel => channel.IsInstanceOfType(@event))) continue;
            subscriber.Tell(@event, ActorRefs.NoSender);
            taken = true;
        }

        if (!taken && @event is LogEvent entry) StandardErrorLog.Write(entry);
    }

    private int IndexOf(IActorRef subscriber) => Array.FindIndex(_subscribers, one => one.Subscriber.Equals(subscriber));

    /// <summary>The array is replaced, never changed: Publish reads it without the lock.</summary>
    private void Replace(int index, Type[] channels)
    {
        (IActorRef Subscriber, Type[] Channels)[] copy = [.. _subscribers];
        copy[index].Channels = channels;
        _subscribers = copy;
    }
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber)
        where TChannel : class
    {
        ArgumentNullException.ThrowIfNull(eventStream);
        return eventStream.Subscribe(subscriber, typeof(TChannel));
    }

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber)
        where TChannel : class
    {
        ArgumentNullException.ThrowIfNull(eventStream);
        return eventStream.Unsubscribe(subscriber, typeof(TChannel));
    }
}
