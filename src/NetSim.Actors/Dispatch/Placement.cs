namespace NetSim.Actors.Lanes;

/// <summary>Says where an actor lives. Not in Akka.NET: there a placement changes nothing.</summary>
public static class Placement
{
    /// <summary>
    /// The actor lives on <paramref name="lane"/>, and it and all its descendants form the group <paramref name="order"/> (0 or
    /// more): their place in the total order of events. All actors of one order share one lane.
    /// </summary>
    /// <exception cref="ArgumentException">The order already belongs to another lane, or is negative.</exception>
    public static Props Placed(this Props props, Lane lane, int order)
    {
        ArgumentNullException.ThrowIfNull(props);
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return props.WithGroup(lane.System.GroupFor(lane, order));
    }
}
