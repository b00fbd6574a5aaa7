using NetSim.Wire.Time;

namespace NetSim.Simulation.Sampling;

/// <summary>
/// What links, connections and pings were like over time: a number of readings that is bounded, however long the run. Read when the run is over, or within
/// <see cref="Running.SimulationRun.Look{T}"/>.
/// </summary>
public sealed class RunSamples
{
    private readonly List<Instant> _times = [];
    private readonly List<DirectionSamples> _directions = [];
    private readonly List<FlowSamples> _flows = [];
    private readonly List<PingSamples> _pings = [];

    /// <summary>When the readings were taken: the start, all intervals of the same length, and the end.</summary>
    public IReadOnlyList<Instant> Times => _times;

    /// <summary>Those that have carried something, the earliest first.</summary>
    public IReadOnlyList<DirectionSamples> Directions => _directions;

    /// <summary>Both ends of connections, the earliest first.</summary>
    public IReadOnlyList<FlowSamples> Flows => _flows;

    public IReadOnlyList<PingSamples> Pings => _pings;

    internal void Add(DirectionSamples direction) => _directions.Add(direction);

    internal void Add(FlowSamples flow) => _flows.Add(flow);

    internal void Add(PingSamples ping) => _pings.Add(ping);

    internal void Take(Instant now)
    {
        _times.Add(now);
        Take(_directions, now);
        Take(_flows, now);
        Take(_pings, now);
    }

    /// <summary>Keeps every other reading.</summary>
    internal void Halve()
    {
        int kept = 0;
        for (int i = 0; i < _times.Count; i += 2) _times[kept++] = _times[i];
        _times.RemoveRange(kept, _times.Count - kept);
        Halve(_directions);
        Halve(_flows);
        Halve(_pings);
    }

    private static void Take<T>(List<T> tracks, Instant now)
        where T : SampleTrack
    {
        foreach (T track in tracks)
            if (!track.IsOver) track.Take(now);
    }

    private static void Halve<T>(List<T> tracks)
        where T : SampleTrack
    {
        foreach (T track in tracks) track.Halve();
    }
}
