using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// How often a node is made anew before it stays down. What fails at the same instant again and again would keep virtual time from ever
/// going on, and a real processor from anything else.
/// </summary>
internal sealed class RestartLimit
{
    private const int Most = 10;

    private static readonly Duration Window = Duration.FromSeconds(60);

    private readonly Dictionary<int, (Instant Start, int Count)> _restarts = [];

    public bool MayRestart(int node, Instant now)
    {
        bool isKnown = _restarts.TryGetValue(node, out (Instant Start, int Count) window) && now - window.Start <= Window;
        _restarts[node] = isKnown ? (window.Start, window.Count + 1) : (now, 1);
        return _restarts[node].Count <= Most;
    }
}
