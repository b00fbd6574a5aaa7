namespace NetSim.Actors.Tests.Contract;

/// <summary>Tells a probe of each step of its life: ctor, its hooks, and the strings that it is told; "boom" makes it fail.</summary>
internal sealed class Traced : UntypedActor
{
    private readonly IActorRef _trace;

    public Traced(IActorRef trace)
    {
        _trace = trace;
        Note("ctor");
    }

    protected override void PreStart()
    {
        Note("PreStart");
        base.PreStart();
    }

    protected override void PostStop()
    {
        Note("PostStop");
        base.PostStop();
    }

    protected override void PreRestart(Exception reason, object? message)
    {
        Note("PreRestart");
        base.PreRestart(reason, message!);
    }

    protected override void PostRestart(Exception reason)
    {
        Note("PostRestart");
        base.PostRestart(reason);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case "boom":
                throw new InvalidOperationException("boom");
            case string word:
                Note(word);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Note(string step) => _trace.Tell(step, Self);
}
