using NetSim.Devices.Netlink;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Hosting.Services;

/// <summary>Tells several observers what one is told.</summary>
internal sealed class Observers(IReadOnlyList<IRunObserver> all) : IRunObserver
{
    public void OnHostLink(string device, HostLink link)
    {
        foreach (IRunObserver observer in all) observer.OnHostLink(device, link);
    }

    public void OnPartFailed(string node, string part, Exception cause)
    {
        foreach (IRunObserver observer in all) observer.OnPartFailed(node, part, cause);
    }

    public void OnNodeRestarted(string node, Exception cause)
    {
        foreach (IRunObserver observer in all) observer.OnNodeRestarted(node, cause);
    }

    public void OnNodeStopped(string node, Exception cause)
    {
        foreach (IRunObserver observer in all) observer.OnNodeStopped(node, cause);
    }

    public void OnLinkState(string link, OperState state, Duration at)
    {
        foreach (IRunObserver observer in all) observer.OnLinkState(link, state, at);
    }

    public void OnNodeState(string node, OperState state, Duration at)
    {
        foreach (IRunObserver observer in all) observer.OnNodeState(node, state, at);
    }

    public void OnCaptureBroken(string file, string reason)
    {
        foreach (IRunObserver observer in all) observer.OnCaptureBroken(file, reason);
    }
}
