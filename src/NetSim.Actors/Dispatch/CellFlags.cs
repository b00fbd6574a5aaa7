namespace NetSim.Actors.Dispatch;

/// <summary>Why a resident's message may not simply be handed to its actor.</summary>
[Flags]
internal enum CellFlags : byte
{
    None = 0,

    /// <summary>System messages wait; they go before any other message.</summary>
    HasSystemMessages = 1,

    /// <summary>User messages are put aside: not yet created, failed and not yet judged, or an asynchronous handler is under way.</summary>
    Suspended = 2,

    /// <summary>Told to stop, and waiting for its children.</summary>
    Terminating = 4,

    /// <summary>Gone: everything told to it is a dead letter.</summary>
    Terminated = 8,

    /// <summary>A receive timeout is set and must be pushed back by each message.</summary>
    HasReceiveTimeout = 16,

    /// <summary>Not an actor: the lane's agent.</summary>
    Agent = 32,

    /// <summary>Between the beginning of an incarnation's constructor and its end.</summary>
    Creating = 64,
}
