namespace NetSim.Actors;

/// <summary>A supervisor's verdict on a child that failed.</summary>
public enum Directive
{
    /// <summary>Goes on with the next message, in the same incarnation.</summary>
    Resume,

    /// <summary>Goes on with the next message, in a new incarnation.</summary>
    Restart,

    /// <summary>The supervisor fails in turn, with the same cause.</summary>
    Escalate,

    /// <summary>Ends the child.</summary>
    Stop,
}

public interface IDecider
{
    Directive Decide(Exception cause);
}
