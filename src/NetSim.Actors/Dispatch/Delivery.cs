namespace NetSim.Actors.Dispatch;

/// <summary>One message on its way: to whom, what, and who is to be answered.</summary>
internal struct Delivery
{
    public Resident To;
    public object Message;
    public IActorRef? Sender;
}
