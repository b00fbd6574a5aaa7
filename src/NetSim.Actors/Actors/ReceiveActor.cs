namespace NetSim.Actors;

/// <summary>
/// An actor that says in its constructor, and in the argument of Become, which type of message it handles how. The first handler
/// that fits takes the message; a message that none takes is unhandled.
/// </summary>
public abstract class ReceiveActor : UntypedActor
{
    private readonly HandlerList _initial = new();
    private HandlerList? _configuring;

    protected ReceiveActor() => _configuring = _initial;

    /// <summary>The constructor is over: from here on only Become may add handlers.</summary>
    internal override void OnConstructed() => _configuring = null;

    protected sealed override void OnReceive(object message) => Run(_initial, message);

    protected void Become(Action configure)
    {
        HandlerList handlers = Configure(configure);
        Become((UntypedReceive)(message => Run(handlers, message)));
    }

    protected void BecomeStacked(Action configure)
    {
        HandlerList handlers = Configure(configure);
        BecomeStacked((UntypedReceive)(message => Run(handlers, message)));
    }

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Add(new ActionHandler<T>(handler, shouldHandle));

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Add(new ActionHandler<T>(handler, shouldHandle));

    /// <summary>The handler returns false for what it does not want: the next one is tried.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Add(new FunctionHandler<T>(handler));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Add(new TypeHandler(messageType, handler, shouldHandle));

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Add(new TypeHandler(messageType, handler, shouldHandle));

    protected void Receive(Type messageType, Func<object, bool> handler) => Add(new TypeFunctionHandler(messageType, handler));

    protected void ReceiveAny(Action<object> handler) => Add(new ActionHandler<object>(handler, condition: null));

    /// <summary>
    /// No other message is handled before the handler's task is done. Not for simulation code: a stop meanwhile ends the handler at
    /// its current await, and nothing after it runs, not even finally.
    /// </summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Receive(message => RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Receive(messageType, message => RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(message => RunTask(() => handler(message)));

    private void Add(MessageHandler handler) => (_configuring
        ?? throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().")).Add(handler);

    private HandlerList Configure(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        HandlerList? outer = _configuring;
        var handlers = new HandlerList();
        _configuring = handlers;
        try
        {
            configure();
        }
        finally
        {
            _configuring = outer;
        }

        return handlers;
    }

    private void Run(HandlerList handlers, object message)
    {
        if (!handlers.TryHandle(message)) Unhandled(message);
    }
}
