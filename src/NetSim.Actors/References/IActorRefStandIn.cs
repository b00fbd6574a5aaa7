namespace NetSim.Actors.Lanes;

/// <summary>A reference that only stands in front of another, as a test probe does. Watching it watches the target.</summary>
public interface IActorRefStandIn : IActorRef
{
    IActorRef Target { get; }
}
