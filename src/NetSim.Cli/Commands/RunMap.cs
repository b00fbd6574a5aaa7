using System.Globalization;
using NetSim.Cli.Output;
using NetSim.Control;
using NetSim.Simulation.Running;
using NetSim.Ui;

namespace NetSim.Cli.Commands;

/// <summary>What <c>--ui</c> asks for. The only class of the run that knows the map's server, and touched only if the option is there.</summary>
internal sealed class RunMap : IDisposable
{
    private readonly MapServer _server;
    private readonly CancellationTokenSource _stop;
    private readonly IMessages _messages;

    private RunMap(MapServer server, CancellationTokenSource stop, IMessages messages) => (_server, _stop, _messages) = (server, stop, messages);

    /// <summary>Why there can be no map, as a sentence; null: there can.</summary>
    public static string? Refusal => MapServer.Missing is { } missing
        ? $"this netsim has no map: {missing}. Install Node.js 18 or newer with npm, and build it again"
        : null;

    /// <summary>For whoever stops the run by hand, and for the page.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <param name="run">Which takes orders.</param>
    /// <param name="port">0: a free one.</param>
    /// <param name="messages">Hears where it is.</param>
    /// <param name="signals">Ctrl-C.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static RunMap Start(SimulationRun run, int port, IMessages messages, CancellationToken signals)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(signals);
        try
        {
            MapServer server = MapServer.Start(new ControlApi(run, new ControlOutput(), stop.Cancel), port).GetAwaiter().GetResult();
            messages.Line($"netsim: the map is at {server.Address}");
            return new RunMap(server, stop, messages);
        }
        catch
        {
            stop.Dispose();
            throw;
        }
    }

    /// <summary>The end of a run is looked at for as long as one likes.</summary>
    public void StayUntilStopped()
    {
        if (_stop.IsCancellationRequested) return;
        _messages.Line("netsim: the run is over; its map stays until Ctrl-C");
        _stop.Token.WaitHandle.WaitOne();
    }

    public void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stop.Dispose();
    }

    /// <summary>What <c>--ui</c> says: a port, alone or behind an address of this machine.</summary>
    public static bool TryReadPort(string text, out int port)
    {
        string[] own = ["127.0.0.1:", "localhost:"];
        string number = own.FirstOrDefault(text.StartsWith) is { } prefix ? text[prefix.Length..] : text;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
    }
}
