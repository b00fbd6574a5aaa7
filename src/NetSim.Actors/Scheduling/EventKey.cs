namespace NetSim.Actors.Scheduling;

/// <summary>
/// The place of an event in the total order: due time, then the target group's order, then the source group's, then the source
/// group's own sequence number. All of it comes from the file and from what the actors did; nothing from threads or addresses.
/// </summary>
internal readonly record struct EventKey(long Due, int Target, int Source, long Sequence)
{
    public bool IsBefore(in EventKey other)
    {
        if (Due != other.Due) return Due < other.Due;
        if (Target != other.Target) return Target < other.Target;
        return Source != other.Source ? Source < other.Source : Sequence < other.Sequence;
    }
}
