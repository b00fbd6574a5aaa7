namespace NetSim.Actors.Lanes;

/// <summary>A message that is to be told when its time comes.</summary>
/// <param name="Due">In nanoseconds.</param>
/// <param name="Message">Borrowed: whoever looks on leaves it as it is.</param>
/// <param name="Sender">In whose name.</param>
public readonly record struct WaitingTell(long Due, object Message, IActorRef? Sender);
