using NetSim.Devices.Netlink;

namespace NetSim.Simulation.Running;

/// <summary>Whoever looks on while a simulation runs. Called on the lanes' threads: be quick.</summary>
public interface IRunObserver
{
    /// <summary>What the system says of a device, at the start and whenever it changes.</summary>
    void OnHostLink(string device, HostLink link);

    /// <summary>A node has failed and is made anew.</summary>
    void OnNodeRestarted(string node, Exception cause);
}
