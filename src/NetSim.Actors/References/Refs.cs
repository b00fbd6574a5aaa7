namespace NetSim.Actors.References;

/// <summary>From a reference as the user holds it to what the engine works with.</summary>
internal static class Refs
{
    public static IActorRef Unwrap(IActorRef actor)
    {
        while (actor is IActorRefStandIn standIn) actor = standIn.Target;
        return actor;
    }

    public static IInternalRef Internal(IActorRef actor) => Unwrap(actor) as IInternalRef
        ?? throw new NotSupportedException($"{actor.GetType()} is not a reference of this runtime.");

    /// <summary>The system that a reference belongs to; null for one that belongs to all.</summary>
    public static LaneActorSystem? SystemOf(IActorRef actor) => Unwrap(actor) switch
    {
        Cell cell => cell.System,
        DeadLetterRef letters => letters.System,
        Tasks.PromiseRef promise => promise.System,
        _ => null,
    };

    public static int Compare(IActorRef a, object? other) => other switch
    {
        null => 1,
        IActorRef b => Compare(a, b),
        _ => throw new ArgumentException($"An actor reference cannot be compared with {other.GetType()}.", nameof(other)),
    };

    public static int Compare(IActorRef a, IActorRef? b)
    {
        if (b is null) return 1;
        int byPath = a.Path.CompareTo(b.Path);
        return byPath != 0 ? byPath : a.Path.Uid.CompareTo(b.Path.Uid);
    }

    /// <summary>Same path and same incarnation. Two cells never are.</summary>
    public static bool AreEqual(IActorRef a, IActorRef? b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (b is null || (a is Cell && b is Cell)) return false;
        return a.Path.Uid == b.Path.Uid && a.Path.Equals(b.Path);
    }
}
