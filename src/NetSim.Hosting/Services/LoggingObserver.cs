using Microsoft.Extensions.Logging;
using NetSim.Devices.Netlink;
using NetSim.Simulation.Running;

namespace NetSim.Hosting.Services;

/// <summary>Writes to the host's log what the command line would print.</summary>
internal sealed partial class LoggingObserver(ILogger logger) : IRunObserver
{
    public void OnHostLink(string device, HostLink link) => LogHostLink(logger, device, link.State);

    public void OnPartFailed(string node, string part, Exception cause) => LogPartFailed(logger, cause, node, part);

    public void OnNodeRestarted(string node, Exception cause) => LogNodeRestarted(logger, cause, node);

    public void OnNodeStopped(string node, Exception cause) => LogNodeStopped(logger, cause, node);

    public void OnCaptureBroken(string file, string reason) => LogCaptureBroken(logger, file, reason);

    [LoggerMessage(1, LogLevel.Information, "{Device} is {State} on this machine")]
    private static partial void LogHostLink(ILogger logger, string device, HostLinkState state);

    [LoggerMessage(2, LogLevel.Warning, "{Node}: {Part} has failed and has ended")]
    private static partial void LogPartFailed(ILogger logger, Exception cause, string node, string part);

    [LoggerMessage(3, LogLevel.Warning, "{Node} has failed and was restarted; its connections are lost")]
    private static partial void LogNodeRestarted(ILogger logger, Exception cause, string node);

    [LoggerMessage(4, LogLevel.Error, "{Node} has failed again and again and stays down from now on")]
    private static partial void LogNodeStopped(ILogger logger, Exception cause, string node);

    [LoggerMessage(5, LogLevel.Warning, "The capture {File} has ended early, and the run goes on without it: {Reason}")]
    private static partial void LogCaptureBroken(ILogger logger, string file, string reason);
}
