namespace NetSim.Actors;

/// <summary>A message that does not push back the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout
{
}

/// <summary>A message that an actor should not be sent from outside by accident.</summary>
public interface IPossiblyHarmful
{
}

/// <summary>A message about which nobody needs to hear when it finds no receiver.</summary>
public interface IDeadLetterSuppression
{
}

/// <summary>A message that is never sent over a network. (Here none is; kept so that the sources compile on Akka.NET.)</summary>
public interface INoSerializationVerificationNeeded
{
}

/// <summary>A message that the cell itself handles before, or instead of, the actor.</summary>
internal interface IAutoReceivedMessage
{
}
