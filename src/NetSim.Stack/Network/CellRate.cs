using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>A token bucket kept as one moment: when it will be full again (the generic cell rate algorithm, ITU-T I.371).</summary>
internal struct CellRate
{
    private Instant _fullAt;

    /// <summary>Takes one token if there is one.</summary>
    /// <param name="now">The present.</param>
    /// <param name="interval">Between two tokens.</param>
    /// <param name="burst">Tokens that a full bucket holds.</param>
    public bool TryTake(Instant now, Duration interval, int burst)
    {
        Instant fullAt = Instant.Max(_fullAt, now);
        if (fullAt - now > interval * (burst - 1)) return false;
        _fullAt = fullAt + interval;
        return true;
    }
}
