namespace NetSim.Actors;

/// <summary>Something to be run.</summary>
public interface IRunnable
{
    void Run();
}
