namespace NetSim.Actors;

/// <summary>What is done to a failing child is done to it alone.</summary>
public class OneForOneStrategy : SupervisorStrategy
{
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, NetSim.Actors.Decider.From(localOnlyDecider))
    {
    }

    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, decider)
    {
    }

    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, NetSim.Actors.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), decider) => LoggingEnabled = loggingEnabled;

    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(null, null, localOnlyDecider)
    {
    }

    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(null, null, localOnlyDecider) => LoggingEnabled = loggingEnabled;

    public OneForOneStrategy(IDecider decider)
        : this(null, null, decider)
    {
    }

    /// <summary>Negative: no limit.</summary>
    public int MaxNumberOfRetries => MaxRetries;

    /// <summary>Negative: for ever.</summary>
    public int WithinTimeRangeMilliseconds => WindowMilliseconds;

    private protected override void JudgeAgain(Cell parent, Cell child, Exception cause, Verdict verdict)
    {
        if (verdict == Verdict.Restart && MayRestart(parent, child)) child.SendSystem(new Recreate(cause));
        else parent.Stop(child);
    }
}
