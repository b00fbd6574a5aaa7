namespace NetSim.Actors.References;

/// <summary>A reference that takes part in supervision and death watch.</summary>
internal interface IInternalRef : IActorRef
{
    void SendSystem(SystemMessage message);
}
