namespace NetSim.Simulation.Actors;

/// <summary>How often an application has run that starts again when it has ended.</summary>
/// <param name="count">How many times in all; null: no end.</param>
internal sealed class Repetition(int? count)
{
    private RepetitionPause? _pause;

    /// <summary>The run that goes on, from 1.</summary>
    public int Run { get; private set; } = 1;

    /// <summary>A run has ended: false if it was the last.</summary>
    public bool TryPause(out RepetitionPause pause)
    {
        pause = new RepetitionPause(this);
        if (Run >= count) return false;
        _pause = pause;
        return true;
    }

    /// <summary>Starts to count again, as if nothing had run.</summary>
    public void Begin() => (Run, _pause) = (1, null);

    /// <summary>Nothing starts again.</summary>
    /// <returns>False if nothing would have.</returns>
    public bool Cancel()
    {
        bool wouldStart = _pause is not null;
        _pause = null;
        return wouldStart;
    }

    internal bool End(RepetitionPause pause)
    {
        if (!ReferenceEquals(_pause, pause)) return false;
        _pause = null;
        Run++;
        return true;
    }
}

/// <summary>The time between two runs.</summary>
internal sealed class RepetitionPause(Repetition repetition)
{
    /// <summary>False if it was broken off: nothing starts.</summary>
    public bool IsOver() => repetition.End(this);
}
