namespace NetSim.Actors.Lanes;

/// <summary>
/// How far a lane that keeps pace may go just now: to the present, unless it has overslept (a loaded machine, a stopped process). Then what came to
/// its door meanwhile has waited as long as its events have, and must not come behind all of them: a timer would give up though the answer is there.
/// So the lane goes back to where it was to wake, and on to the present in strides, with a look at the outside after each. What enters on
/// the way enters where the lane is.
/// </summary>
/// <param name="scale">Lane seconds per second of real time.</param>
internal struct CatchUp(double scale)
{
    private readonly long _tolerance = (long)(20_000_000 * scale);
    private readonly long _longestStride = Math.Max(1, (long)(5_000_000 * scale));

    /// <summary>So far before what it was to wake for: a score of strides, and so as many looks, are on this side of it.</summary>
    private readonly long _headStart = (long)(1_000_000 * scale);

    private long _stride;
    private long _last;

    /// <summary>Time of the lane up to which events may be handled.</summary>
    public long Reach { get; private set; }

    public readonly bool IsBehind => _stride > 0;

    /// <summary>The lane has looked at the outside, and wanted to be back at <paramref name="meant"/>.</summary>
    public void Wake(long present, long meant)
    {
        if (IsBehind) Pass(present);
        else GoOn(present, Math.Max(Reach, meant - _headStart));
    }

    /// <summary>What the outside had has entered. The first strides are short, since what waits there is read in ever longer trains.</summary>
    public long Advance(long present)
    {
        if (!IsBehind)
        {
            GoOn(present, Reach);
            return Reach;
        }

        Pass(present);
        Reach = Math.Min(present, Reach + _stride);
        _stride = Reach == present ? 0 : Math.Min(_longestStride, 2 * _stride);
        return Reach;
    }

    private void GoOn(long present, long expected)
    {
        _last = present;
        (Reach, _stride) = present - expected > _tolerance ? (expected, 1) : (present, 0);
    }

    /// <summary>
    /// The time that passes meanwhile passes for the lane, too: so nobody outside answers sooner than he can, and every catching up has an end. Unless
    /// the lane has overslept again.
    /// </summary>
    private void Pass(long present)
    {
        long elapsed = present - _last;
        _last = present;
        if (elapsed > _tolerance) _stride = 1;
        else Reach = Math.Min(present, Reach + elapsed);
    }
}
