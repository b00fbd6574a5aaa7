namespace NetSim.Actors.Dispatch;

/// <summary>Does on the lane what is nobody's message: runs a scheduled action, tells a reference that lives on no lane.</summary>
internal sealed class LaneAgent : Resident
{
    internal LaneAgent(LaneGroup group) : base(group) => Flags = CellFlags.Agent;

    internal override void HandleSlowly(object message)
    {
        try
        {
            ((IRunnable)message).Run();
        }
        catch (Exception cause)
        {
            Lane.System.Log.Error(cause, "A scheduled action failed: {0}", cause.Message);
        }
    }
}

/// <summary>A message due at a reference that is not a cell (a pending question, a selection …), delivered from a lane all the same.</summary>
internal sealed class ForeignTell(ICanTell target, object message) : LaneMessage, IRunnable
{
    private IActorRef? _sender;

    internal override void Arrive(Resident to, IActorRef? sender)
    {
        _sender = sender;
        to.Lane.Push(to, this, sender);
    }

    public void Run() => target.Tell(message, _sender!);
}
