using NetSim.Actors.Lanes;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>
/// The listening end of a port. A connection is made here until its handshake is done; then the stack gives it a socket of its own, and
/// packets that were already under way to the listener are passed on.
/// </summary>
internal sealed class TcpListenerActor(TcpListener core, IActorRef stack, IActorRef owner) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private DeadlineTimer _timer = new();
    private IpEndpoint? _bound;
    private bool _isPaused;

    private Instant Now => new(_lane.Now);

    protected override void PreStart() => Context.Watch(owner);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet when core.TryFindAccepted(packet, out TcpConnection? connection):
                // Accepted, but the stack has not heard of it yet: the connection takes the packet, and its socket sends what follows.
                connection.OnPacket(Now, packet);
                break;
            case Packet packet:
                core.OnPacket(Now, packet);
                break;
            case TcpReopening reopening:
                core.OnReopening(Now, reopening.Syn, reopening.Above);
                break;
            case TcpAdopted adopted:
                core.Forget(adopted.Connection);
                owner.Tell(new TcpAccepted(adopted.Socket, adopted.Connection.Local, adopted.Connection.Remote), Self);
                break;
            case Deadline:
                if (_timer.HasCome(_lane.Now)) core.OnDeadline(Now);
                break;
            case TcpPauseAccepting:
                _isPaused = true;
                break;
            case TcpResumeAccepting:
                _isPaused = false;
                break;
            case SocketBound bound:
                _bound = bound.Local;
                return;
            case Terminated:
                Context.Stop(Self);
                return;
            default:
                Unhandled(message);
                return;
        }
        while (!_isPaused && core.TryAccept(out TcpConnection? accepted, out Instant since)) stack.Tell(new TcpAdopt(accepted, owner, since), Self);
        SendAll();
        _timer.Arm(_lane, Self, core.NextDeadline);
    }

    protected override void PostStop()
    {
        core.Close(Now);
        SendAll();
        if (_bound is { } local) stack.Tell(new EndReleased(IpProtocol.Tcp, local), Self);
    }

    private void SendAll()
    {
        while (core.TryTake(Now, out Packet? packet)) stack.Tell(packet, Self);
    }
}
