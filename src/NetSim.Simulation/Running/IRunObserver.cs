using NetSim.Devices.Netlink;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

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

    /// <summary>A link goes down or comes up: by an event or an order, by a partition, or since a machine at one of its ends is switched off or on.</summary>
    /// <param name="link">Its name.</param>
    /// <param name="state">What it is then.</param>
    /// <param name="at">When, since the start; told a little before.</param>
    void OnLinkState(string link, OperState state, Duration at)
    {
    }

    /// <summary>A node is switched off or on, by an event or an order; the same for one that boots (up, without having been down).</summary>
    /// <param name="node">Its name.</param>
    /// <param name="state">What it is then.</param>
    /// <param name="at">When, since the start; told a little before.</param>
    void OnNodeState(string node, OperState state, Duration at)
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
