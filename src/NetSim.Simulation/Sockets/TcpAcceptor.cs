using NetSim.Simulation.Running;
using NetSim.Simulation.Sockets.Bridges;
using NetSim.Simulation.Sockets.Outside;

namespace NetSim.Simulation.Sockets;

/// <summary>A listening TCP port of a simulated node, on all its addresses unless one was named.</summary>
public sealed class TcpAcceptor : IDisposable
{
    private readonly SimulationRun _run;
    private readonly ListenerBridge _bridge;
    private bool _isClosed;

    internal TcpAcceptor(SimulationRun run, ListenerBridge bridge, ushort port) => (_run, _bridge, Port) = (run, bridge, port);

    public ushort Port { get; }

    /// <summary>The next connection whose handshake is done. Cancelling loses none.</summary>
    public async ValueTask<TcpStream> AcceptAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        Task<StreamBridge> taking = _bridge.Accepted.TakeAsync(cancellation);
        if (_bridge.Accepted.Count == 0) _bridge.Tell(BridgeWish.Resume);
        return new TcpStream(_run, await taking.ConfigureAwait(false));
    }

    /// <summary>Stops listening. Connections that were accepted stay; those that wait are reset.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        _bridge.Tell(BridgeWish.Close);
    }
}
