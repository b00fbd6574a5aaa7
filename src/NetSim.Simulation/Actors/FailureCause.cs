namespace NetSim.Simulation.Actors;

/// <summary>Why an actor failed, in the words of whoever threw.</summary>
internal static class FailureCause
{
    public static Exception Of(Exception failure) =>
        failure is ActorInitializationException { InnerException: { } inner } ? inner : failure;
}
