namespace NetSim.Actors;

/// <summary>What a parent does about a failing child: <see cref="OneForOneStrategy"/> or <see cref="AllForOneStrategy"/>.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>Stops what could not be made, was killed or broke a death pact; restarts all else.</summary>
    public static readonly IDecider DefaultDecider = NetSim.Actors.Decider.From(cause =>
        cause is ActorInitializationException or ActorKilledException or DeathPactException ? Directive.Stop : Directive.Restart);

    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    private protected SupervisorStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
    {
        MaxRetries = maxNrOfRetries ?? -1;
        WindowMilliseconds = withinTimeRange is { } range ? (int)range.TotalMilliseconds : -1;
        Decider = decider;
    }

    public IDecider Decider { get; }

    protected bool LoggingEnabled { get; set; } = true;

    /// <summary>Negative: no limit.</summary>
    private protected int MaxRetries { get; }

    /// <summary>Negative: for ever.</summary>
    private protected int WindowMilliseconds { get; }

    /// <summary>False: escalate.</summary>
    internal bool HandleFailure(Cell parent, Cell child, Exception cause)
    {
        Directive directive = Decider.Decide(cause);
        if (LoggingEnabled) Log(parent, child, cause, directive);
        switch (directive)
        {
            case Directive.Resume:
                child.SendSystem(new Resume(cause));
                return true;
            case Directive.Restart:
                JudgeAgain(parent, child, cause, Verdict.Restart);
                return true;
            case Directive.Stop:
                JudgeAgain(parent, child, cause, Verdict.Stop);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Restarts or stops the child, and perhaps its siblings; a restart only as far as the retries allow.</summary>
    private protected abstract void JudgeAgain(Cell parent, Cell child, Exception cause, Verdict verdict);

    private protected bool MayRestart(Cell parent, Cell child) =>
        parent.RestartsOf(child).MayRestart(MaxRetries, WindowMilliseconds * 1_000_000L, parent.Lane.Now);

    private static void Log(Cell parent, Cell child, Exception cause, Directive directive)
    {
        // An escalation is logged by whoever ends it; a resume is expected to happen.
        if (directive is Directive.Escalate) return;
        string text = (cause is ActorInitializationException && cause.InnerException is { } inner ? inner : cause).Message;
        LogEvent entry = directive is Directive.Resume
            ? new Warning(child.Path.ToString(), child.Props.Type, text)
            : new Error(cause, child.Path.ToString(), child.Props.Type, text);
        parent.System.EventStream.Publish(entry);
    }

    private protected enum Verdict
    {
        Restart,
        Stop,
    }
}
