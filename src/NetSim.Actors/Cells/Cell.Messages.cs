using System.Runtime.CompilerServices;

namespace NetSim.Actors.Cells;

/// <summary>What happens to a message that has come to the head of the lane's FIFO.</summary>
internal sealed partial class Cell
{
    private SystemMessage? _nextSystemMessage;

    /// <summary>The fast path: the lane has seen that no flag is set and that the message is an ordinary one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Handle(object message) => _actor!.Handle(message);

    /// <summary>Hands the actor what an internal message carried.</summary>
    internal void HandleByActor(object message) => _actor!.Handle(message);

    /// <summary>A system message has arrived on the lane.</summary>
    internal void Enqueue(SystemMessage message)
    {
        if (IsTerminated)
        {
            AnswerWhenTerminated(message, sender: null);
            return;
        }

        if (_nextSystemMessage is null) _nextSystemMessage = message;
        else (Extras.SystemMessages ??= new Queue<SystemMessage>()).Enqueue(message);
        if ((Flags & CellFlags.HasSystemMessages) != 0) return;
        Flags |= CellFlags.HasSystemMessages;
        Lane.Push(this, WakeUp.Instance, sender: null);
    }

    internal override void HandleSlowly(object message)
    {
        if ((Flags & CellFlags.HasSystemMessages) != 0)
        {
            PutBackUnlessWakeUp(message);
            ApplySystemMessages();
        }
        else if (ReferenceEquals(message, WakeUp.Instance))
        {
            return;
        }
        else if (IsTerminated)
        {
            AnswerWhenTerminated(message, Lane.InHand.Sender);
        }
        else if ((Flags & CellFlags.Suspended) != 0)
        {
            (Extras.Deferred ??= []).Add(Lane.InHand);
        }
        else
        {
            HandleUserMessage(message);
        }
    }

    /// <summary>System messages go first; the user message that was in hand comes next, behind whatever they bring back.</summary>
    private void PutBackUnlessWakeUp(object message)
    {
        if (ReferenceEquals(message, WakeUp.Instance)) return;
        Lane.PushBehindCurrent(Lane.InHand);
        Lane.InHand.Message = WakeUp.Instance;
        Lane.InHand.Sender = null;
    }

    private void ApplySystemMessages()
    {
        while (_nextSystemMessage is { } message)
        {
            _nextSystemMessage = KnownExtras?.SystemMessages is { Count: > 0 } more ? more.Dequeue() : null;
            if (IsTerminated) AnswerWhenTerminated(message, sender: null);
            else message.Apply(this);
        }

        Flags &= ~CellFlags.HasSystemMessages;
    }

    private void HandleUserMessage(object message)
    {
        try
        {
            if (message is IAutoReceivedMessage) AutoReceive(message);
            else _actor!.Handle(message);
        }
        catch (Exception cause)
        {
            Fail(cause);
        }

        object influence = message is ISelfHandled special ? special.Payload : message;
        if (influence is not INotInfluenceReceiveTimeout) PushBackReceiveTimeout();
    }

    private void AutoReceive(object message)
    {
        switch (message)
        {
            case Terminated:
                // Somebody told it by hand. A death that this actor watches comes as a QueuedDeath; any other is nobody's business.
                break;
            case PoisonPill:
                SendSystem(Terminate.Instance);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, this), this);
                break;
            case ISelfHandled special:
                special.Handle(this);
                break;
        }
    }

    private void Suspend()
    {
        checked { _suspensions++; }
        Flags |= CellFlags.Suspended;
    }

    /// <summary>The last resume brings back what was put aside, before anything that came later.</summary>
    private void Unsuspend()
    {
        if (--_suspensions > 0) return;
        Flags &= ~CellFlags.Suspended;
        if (KnownExtras?.Deferred is not { Count: > 0 } deferred) return;
        for (int i = deferred.Count - 1; i >= 0; i--) Lane.PushBehindCurrent(deferred[i]);
        deferred.Clear();
    }
}

/// <summary>An internal message that knows what to do in the cell that it reaches, in the order of user messages.</summary>
internal interface ISelfHandled : IAutoReceivedMessage
{
    /// <summary>What the actor will see of it.</summary>
    object Payload { get; }

    void Handle(Cell cell);
}
