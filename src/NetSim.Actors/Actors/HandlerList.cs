namespace NetSim.Actors.Actors;

/// <summary>The handlers of one behaviour: the first that takes a message has handled it.</summary>
internal sealed class HandlerList
{
    private readonly List<MessageHandler> _handlers = [];
    private bool _catchesAll;

    /// <exception cref="InvalidOperationException">An earlier handler takes everything.</exception>
    public void Add(MessageHandler handler)
    {
        if (_catchesAll) throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _handlers.Add(handler);
        _catchesAll = handler.CatchesAll;
    }

    public bool TryHandle(object message)
    {
        foreach (MessageHandler handler in _handlers)
            if (handler.TryHandle(message)) return true;
        return false;
    }
}

internal abstract class MessageHandler
{
    public virtual bool CatchesAll => false;

    public abstract bool TryHandle(object message);
}

internal sealed class ActionHandler<T>(Action<T> action, Predicate<T>? condition) : MessageHandler
{
    public override bool CatchesAll => condition is null && typeof(T) == typeof(object);

    public override bool TryHandle(object message)
    {
        if (message is not T typed || (condition is not null && !condition(typed))) return false;
        action(typed);
        return true;
    }
}

internal sealed class FunctionHandler<T>(Func<T, bool> function) : MessageHandler
{
    public override bool TryHandle(object message) => message is T typed && function(typed);
}

internal sealed class TypeHandler(Type type, Action<object> action, Predicate<object>? condition) : MessageHandler
{
    public override bool CatchesAll => condition is null && type == typeof(object);

    public override bool TryHandle(object message)
    {
        if (!type.IsInstanceOfType(message) || (condition is not null && !condition(message))) return false;
        action(message);
        return true;
    }
}

internal sealed class TypeFunctionHandler(Type type, Func<object, bool> function) : MessageHandler
{
    public override bool TryHandle(object message) => type.IsInstanceOfType(message) && function(message);
}
