namespace NetSim.Actors;

/// <summary>A behaviour; false means that the message was not handled.</summary>
public delegate bool Receive(object message);

/// <summary>A behaviour that handles whatever comes.</summary>
public delegate void UntypedReceive(object message);
