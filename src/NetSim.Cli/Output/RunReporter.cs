using NetSim.Cli.Commands;
using NetSim.Devices.Netlink;
using NetSim.Simulation.Running;

namespace NetSim.Cli.Output;

/// <summary>How much is said of a failure of the program.</summary>
internal enum FailureDetail
{
    Message,

    /// <summary>Also where in the program: for whoever looks for the fault.</summary>
    Everything,
}

/// <summary>Tells people what happens while a run goes on, and remembers what makes it less than they asked for.</summary>
internal sealed class RunReporter(HostReporter host, IMessages messages, FailureDetail detail) : IRunObserver
{
    /// <summary>A capture has ended early.</summary>
    public bool HasBrokenCapture { get; private set; }

    public void OnHostLink(string device, HostLink link) => host.OnHostLink(device, link);

    public void OnPartFailed(string node, string part, Exception cause) =>
        messages.Line($"netsim: {node}: {part} has failed and has ended: {Describe(cause)}");

    public void OnNodeRestarted(string node, Exception cause) =>
        messages.Line($"netsim: {node} has failed and was restarted; its connections are lost: {Describe(cause)}");

    public void OnNodeStopped(string node, Exception cause) =>
        messages.Line($"netsim: {node} has failed again and again and stays down from now on: {Describe(cause)}");

    public void OnCaptureBroken(string file, string reason)
    {
        HasBrokenCapture = true;
        messages.Line($"netsim: {file} could not be written on and has ended early, and the run goes on without it: {reason}");
    }

    private string Describe(Exception cause) => detail == FailureDetail.Everything ? cause.ToString() : cause.Message;
}
