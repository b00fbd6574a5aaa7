using NetSim.Cli.Output;
using NetSim.Control;
using NetSim.Simulation.Running;

namespace NetSim.Cli.Commands;

/// <summary>What <c>--ctl</c> asks for. The only class of the run that knows the web server, and touched only if the option is there.</summary>
internal sealed class RunControl : IDisposable
{
    private readonly ControlServer _server;
    private readonly CancellationTokenSource _stop;

    private RunControl(ControlServer server, CancellationTokenSource stop) => (_server, _stop) = (server, stop);

    /// <summary>For whoever stops the run by hand, and for <c>netsim ctl stop</c>.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <param name="run">Which takes orders.</param>
    /// <param name="path">Of the socket; empty: one in the user's own folder.</param>
    /// <param name="messages">Hears where it is.</param>
    /// <param name="signals">Ctrl-C.</param>
    /// <exception cref="IOException">The socket cannot be made.</exception>
    public static RunControl Start(SimulationRun run, string path, IMessages messages, CancellationToken signals)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(signals);
        try
        {
            string socket = path.Length > 0 ? path : ControlSocket.PathFor(run.Plan.Name);
            ControlServer server = ControlServer.Start(run, socket, new ControlOutput(), stop.Cancel).GetAwaiter().GetResult();
            messages.Line($"netsim: controlled by `netsim ctl`, at {server.Path}");
            return new RunControl(server, stop);
        }
        catch
        {
            stop.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stop.Dispose();
    }
}
