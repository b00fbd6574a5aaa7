namespace NetSim.Simulation.Sampling;

/// <summary>One number of something, as it was at each sampling time from <see cref="First"/> on.</summary>
public sealed class SampleColumn
{
    private readonly List<long> _values = [];

    internal SampleColumn(int first) => First = first;

    /// <summary>The index of the first value among <see cref="RunSamples.Times"/>.</summary>
    public int First { get; private set; }

    /// <summary>One for each sampling time; none after the thing has ended.</summary>
    public IReadOnlyList<long> Values => _values;

    internal void Add(long value) => _values.Add(value);

    /// <summary>Keeps what belongs to every other sampling time.</summary>
    /// <param name="isOver">No value follows: the last one stays, since it holds at the next time as well.</param>
    internal void Halve(bool isOver)
    {
        int kept = 0;
        if (isOver && (First + _values.Count) % 2 == 0) _values.Add(_values[^1]);
        for (int i = First % 2; i < _values.Count; i += 2) _values[kept++] = _values[i];
        _values.RemoveRange(kept, _values.Count - kept);
        First = (First + 1) / 2;
    }
}
