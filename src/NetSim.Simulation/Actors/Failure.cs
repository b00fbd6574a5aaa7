namespace NetSim.Simulation.Actors;

/// <summary>Why an actor failed, in the words of whoever threw.</summary>
internal static class Failure
{
    public static Exception CauseOf(Exception failure) =>
        failure is ActorInitializationException { InnerException: { } inner } ? inner : failure;
}
