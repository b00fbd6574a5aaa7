namespace NetSim.Actors.Actors;

/// <summary>
/// The behaviour stack of one incarnation. Null stands for the actor's own Receive. One reference, since most actors never change: null,
/// the present behaviour, or a stack of several with the present one on top.
/// </summary>
internal struct Behaviours
{
    private object? _behaviour;

    public readonly Receive? Current => _behaviour is null ? null : _behaviour as Receive ?? ((Stack<Receive?>)_behaviour).Peek();

    public void Replace(Receive receive)
    {
        if (_behaviour is Stack<Receive?> stack)
        {
            stack.Pop();
            stack.Push(receive);
        }
        else
        {
            _behaviour = receive;
        }
    }

    public void Push(Receive receive)
    {
        if (_behaviour is not Stack<Receive?> stack)
        {
            stack = new Stack<Receive?>();
            stack.Push((Receive?)_behaviour);
            _behaviour = stack;
        }
        stack.Push(receive);
    }

    /// <summary>The last one cannot be taken away: below it there is the actor's own.</summary>
    public void Pop()
    {
        if (_behaviour is not Stack<Receive?> stack)
        {
            _behaviour = null;
            return;
        }
        stack.Pop();
        if (stack.Count == 0) _behaviour = null;
    }
}
