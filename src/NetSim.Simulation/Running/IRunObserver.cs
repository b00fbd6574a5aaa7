using NetSim.Devices.Netlink;

namespace NetSim.Simulation.Running;

/// <summary>Whoever looks on while a simulation runs. Called on the lanes' threads: be quick. Whoever is interested in one thing needs to say nothing of the others.</summary>
public interface IRunObserver
{
    /// <summary>What the system says of a device, at the start and whenever it changes.</summary>
    void OnHostLink(string device, HostLink link)
    {
    }

    /// <summary>An application or a socket has failed, and has ended alone.</summary>
    /// <param name="node">Where.</param>
    /// <param name="part">Which: its name on the node.</param>
    /// <param name="cause">Why.</param>
    void OnPartFailed(string node, string part, Exception cause)
    {
    }

    /// <summary>A node has failed and is made anew.</summary>
    void OnNodeRestarted(string node, Exception cause)
    {
    }

    /// <summary>A node has failed so often that it stays down.</summary>
    void OnNodeStopped(string node, Exception cause)
    {
    }

    /// <summary>A capture, or a record, could not be written on and has ended; the run goes on.</summary>
    void OnCaptureBroken(string file, string reason)
    {
    }
}

/// <summary>Nobody looks on.</summary>
internal sealed class NoObserver : IRunObserver
{
    public static readonly NoObserver Instance = new();
}
