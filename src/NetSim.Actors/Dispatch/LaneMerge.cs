namespace NetSim.Actors.Dispatch;

/// <summary>
/// Several lanes in virtual time on one thread, event by event in the total order: slower than windows, but nothing has to be promised. For
/// what happens before the promise is given, such as the making of a network.
/// </summary>
internal static class LaneMerge
{
    public static void Run(LaneActorSystem system, long until, Func<bool>? isEnough)
    {
        while (!system.IsGone)
        {
            foreach (Lane lane in system.Lanes) lane.RunPresent();
            if (HasMail(system.Lanes)) continue;
            if (isEnough is not null && isEnough()) return;
            if (First(system.Lanes) is not { } next || !next.RunNext(Math.Min(until, system.End))) return;
        }
    }

    private static bool HasMail(Lane[] lanes)
    {
        foreach (Lane lane in lanes)
            if (lane.HasMail) return true;
        return false;
    }

    private static Lane? First(Lane[] lanes)
    {
        Lane? first = null;
        EventKey best = default;
        foreach (Lane lane in lanes)
        {
            if (!lane.Events.TryPeek(out EventKey key) || (first is not null && !key.IsBefore(best))) continue;
            (first, best) = (lane, key);
        }

        return first;
    }
}
