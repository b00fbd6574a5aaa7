namespace NetSim.Actors.Lanes;

/// <summary>Says where an actor lives. Akka.NET has one lane here and an order of its own: a placement changes nothing.</summary>
public static class Placement
{
    public static Props Placed(this Props props, Lane lane, int order)
    {
        ArgumentNullException.ThrowIfNull(props);
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return props;
    }
}
