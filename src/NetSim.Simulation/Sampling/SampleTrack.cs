using NetSim.Wire.Time;

namespace NetSim.Simulation.Sampling;

/// <summary>Something whose numbers are read again and again.</summary>
public abstract class SampleTrack
{
    private readonly List<SampleColumn> _columns = [];
    private readonly int _first;

    private protected SampleTrack(int first) => _first = first;

    /// <summary>Nothing of it will change any more.</summary>
    internal bool IsOver { get; private protected set; }

    private protected SampleColumn Column()
    {
        var column = new SampleColumn(_first);
        _columns.Add(column);
        return column;
    }

    /// <summary>Adds one value to each column.</summary>
    internal abstract void Take(Instant now);

    internal void Halve()
    {
        foreach (SampleColumn column in _columns) column.Halve(IsOver);
    }
}
