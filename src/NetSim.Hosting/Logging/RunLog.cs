using System.Globalization;
using Microsoft.Extensions.Logging;
using NetSim.Devices.Netlink;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Hosting.Logging;

/// <summary>What happens in a run as records of a log. <c>At</c> is always simulated time since the start, in seconds.</summary>
internal sealed partial class RunLog(ILogger logger) : IRunObserver
{
    private SimulationRun? _run;

    /// <summary>The time of the run; before there is one nothing has happened.</summary>
    private double Now => _run?.Now.TotalSeconds ?? 0;

    /// <summary>The run has been opened, and is about to begin.</summary>
    public void Start(SimulationRun run, TopologyPlan plan)
    {
        _run = run;
        Started(logger, plan.Name, run.Mode, run.Seed, plan.Nodes.Length, plan.Links.Length, Now);
    }

    /// <summary>The run is over.</summary>
    public void End(RunSummary summary)
    {
        double at = summary.Figures.Simulated.TotalSeconds;
        foreach (ExpectationResult expectation in summary.Expectations)
            if (!expectation.Held) ExpectationFailed(logger, expectation.Text, expectation.Seen, at);
        string fingerprint = summary.Fingerprint.ToString("x16", CultureInfo.InvariantCulture);
        Finished(logger, summary.Name, summary.PacketHops, fingerprint, summary.Figures.IsInterrupted, at);
    }

    public void Fail(Exception failure) => SimulationFailed(logger, failure, Now);

    public void OnHostLink(string device, HostLink link)
    {
        if (link.State == HostLinkState.Up) DeviceUp(logger, device, Now);
        else DeviceWaits(logger, device, link.State, Now);
    }

    public void OnPartFailed(string node, string part, Exception cause) => PartFailed(logger, cause, node, part, Now);

    public void OnNodeRestarted(string node, Exception cause) => NodeRestarted(logger, cause, node, Now);

    public void OnNodeStopped(string node, Exception cause) => NodeStopped(logger, cause, node, Now);

    public void OnCaptureBroken(string file, string reason) => CaptureBroken(logger, file, reason, Now);

    public void OnLinkState(string link, OperState state, Duration at)
    {
        if (state == OperState.Up) LinkUp(logger, link, at.TotalSeconds);
        else LinkDown(logger, link, at.TotalSeconds);
    }

    public void OnNodeState(string node, OperState state, Duration at)
    {
        if (state == OperState.Up) NodeOn(logger, node, at.TotalSeconds);
        else NodeOff(logger, node, at.TotalSeconds);
    }

    [LoggerMessage(1, LogLevel.Information, "{At} s: {Device} is up on this machine")]
    private static partial void DeviceUp(ILogger logger, string device, double at);

    [LoggerMessage(2, LogLevel.Warning, "{At} s: {Node}: {Part} has failed and has ended")]
    private static partial void PartFailed(ILogger logger, Exception cause, string node, string part, double at);

    [LoggerMessage(3, LogLevel.Warning, "{At} s: {Node} has failed and was restarted; its connections are lost")]
    private static partial void NodeRestarted(ILogger logger, Exception cause, string node, double at);

    [LoggerMessage(4, LogLevel.Error, "{At} s: {Node} has failed again and again and stays down from now on")]
    private static partial void NodeStopped(ILogger logger, Exception cause, string node, double at);

    [LoggerMessage(5, LogLevel.Warning, "{At} s: {File} could not be written on and has ended early, and the run goes on without it: {Reason}")]
    private static partial void CaptureBroken(ILogger logger, string file, string reason, double at);

    [LoggerMessage(6, LogLevel.Critical, "{At} s: the simulation itself has failed")]
    private static partial void SimulationFailed(ILogger logger, Exception failure, double at);

    [LoggerMessage(7, LogLevel.Information, "{At} s: {Topology} begins in {Mode} time with seed {Seed}: {Nodes} nodes, {Links} links")]
    private static partial void Started(ILogger logger, string topology, TimeMode mode, ulong seed, int nodes, int links, double at);

    [LoggerMessage(8, LogLevel.Information, "{At} s: {Topology} is over: {PacketHops} packet-hops, fingerprint {Fingerprint}, interrupted: {Interrupted}")]
    private static partial void Finished(ILogger logger, string topology, long packetHops, string fingerprint, bool interrupted, double at);

    [LoggerMessage(9, LogLevel.Error, "{At} s: {Expectation} was expected, and seen was: {Seen}")]
    private static partial void ExpectationFailed(ILogger logger, string expectation, string seen, double at);

    [LoggerMessage(10, LogLevel.Warning, "{At} s: {Link} goes down")]
    private static partial void LinkDown(ILogger logger, string link, double at);

    [LoggerMessage(11, LogLevel.Information, "{At} s: {Link} comes up")]
    private static partial void LinkUp(ILogger logger, string link, double at);

    [LoggerMessage(12, LogLevel.Warning, "{At} s: {Node} is switched off")]
    private static partial void NodeOff(ILogger logger, string node, double at);

    [LoggerMessage(13, LogLevel.Information, "{At} s: {Node} boots")]
    private static partial void NodeOn(ILogger logger, string node, double at);

    [LoggerMessage(14, LogLevel.Warning, "{At} s: {Device} is {State} on this machine, and waits for whoever brings it up")]
    private static partial void DeviceWaits(ILogger logger, string device, HostLinkState state, double at);
}
