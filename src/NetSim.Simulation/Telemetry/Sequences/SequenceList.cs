using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Sequences;

/// <summary>The first packets of many, in their order, however they come in.</summary>
/// <param name="most">More are only counted.</param>
internal sealed class SequenceList(int most)
{
    private readonly List<SequenceEntry> _entries = [];

    public IReadOnlyList<SequenceEntry> Entries => _entries;

    public long Total { get; private set; }

    public Instant LastSent { get; private set; }

    /// <summary>The place of the first.</summary>
    public SequencePlace First => _entries[0].Place;

    /// <returns>False: it comes too late to be kept.</returns>
    public bool TryAdd(SequenceEntry entry)
    {
        Total++;
        LastSent = Instant.Max(LastSent, entry.Place.Sent);
        int at = _entries.Count;
        while (at > 0 && entry.Place.CompareTo(_entries[at - 1].Place) < 0) at--;
        if (at >= most) return false;
        _entries.Insert(at, entry);
        if (_entries.Count > most) _entries.RemoveAt(most);
        return true;
    }
}
