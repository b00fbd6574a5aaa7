namespace NetSim.Simulation.Actors;

/// <summary>Names of the file as names in an actor's path.</summary>
internal static class ActorNames
{
    /// <summary>Brackets of IPv6 endpoints are not allowed there; round ones are.</summary>
    public static string Of(string name) => name.Replace('[', '(').Replace(']', ')');
}
