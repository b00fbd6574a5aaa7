namespace NetSim.Simulation.Applications;

/// <summary>What an application has to show for itself: written by its actor, read when the run is over.</summary>
public abstract class ApplicationRecord(string node, string application)
{
    public string Node { get; } = node;

    /// <summary>The key of the application in the file: <c>ping</c>, <c>http</c> …</summary>
    public string Application { get; } = application;

    /// <summary>Whether the application has done all that it was told to do; a server never has.</summary>
    public bool IsDone { get; set; }

    /// <summary>What went wrong, if anything did.</summary>
    public string? Error { get; set; }
}
