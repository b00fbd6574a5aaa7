namespace NetSim.Actors;

/// <summary>What is done to a failing child is done to all its siblings too, in the order in which they were made.</summary>
public class AllForOneStrategy : SupervisorStrategy
{
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, NetSim.Actors.Decider.From(localOnlyDecider))
    {
    }

    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, decider)
    {
    }

    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, NetSim.Actors.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), decider) => LoggingEnabled = loggingEnabled;

    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(null, null, localOnlyDecider)
    {
    }

    public AllForOneStrategy(IDecider decider)
        : this(null, null, decider)
    {
    }

    /// <summary>Negative: no limit.</summary>
    public int MaxNumberOfRetries => MaxRetries;

    /// <summary>Negative: for ever.</summary>
    public int WithinTimeRangeMilliseconds => WindowMilliseconds;

    private protected override void JudgeAgain(Cell parent, Cell child, Exception cause, Verdict verdict)
    {
        Cell[] family = parent.ChildCells();
        bool restart = verdict == Verdict.Restart && Array.TrueForAll(family, one => MayRestart(parent, one));
        foreach (Cell one in family)
        {
            if (!restart)
            {
                parent.Stop(one);
                continue;
            }

            // A sibling that did not fail is not suspended yet, and a restart ends one suspension.
            if (!ReferenceEquals(one, child)) one.SendSystem(Suspend.Instance);
            one.SendSystem(new Recreate(cause));
        }
    }
}
