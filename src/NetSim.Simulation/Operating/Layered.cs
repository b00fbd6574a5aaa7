namespace NetSim.Simulation.Operating;

/// <summary>
/// A value under changes, of which some end by themselves: what is left then is what it would be without them, whatever else was changed
/// meanwhile.
/// </summary>
/// <param name="value">What it is without any change.</param>
/// <param name="apply">A change, laid upon a value.</param>
internal sealed class Layered<T, TChange>(T value, Func<T, TChange, T> apply)
{
    /// <summary>Those that may end, and what was laid upon them.</summary>
    private readonly List<(int? Token, TChange Change)> _layers = [];

    private T _ground = value;

    public T Present
    {
        get
        {
            T present = _ground;
            foreach ((_, TChange change) in _layers) present = apply(present, change);
            return present;
        }
    }

    /// <param name="change">The change.</param>
    /// <param name="token">What ends it; null: nothing does.</param>
    public void Set(TChange change, int? token)
    {
        _layers.Add((token, change));
        Settle();
    }

    /// <returns>False if there is no such change (any more).</returns>
    public bool End(int token)
    {
        int index = _layers.FindIndex(layer => layer.Token == token);
        if (index < 0) return false;
        _layers.RemoveAt(index);
        Settle();
        return true;
    }

    /// <summary>Forgets all changes.</summary>
    public void Reset(T to)
    {
        _layers.Clear();
        _ground = to;
    }

    /// <summary>A lasting change with none below it that may end is part of the ground.</summary>
    private void Settle()
    {
        while (_layers is [{ Token: null } lowest, ..])
        {
            _ground = apply(_ground, lowest.Change);
            _layers.RemoveAt(0);
        }
    }
}
