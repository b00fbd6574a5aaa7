using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets;

namespace NetSim.Simulation.Applications.Services;

/// <summary>Listens on a port and makes one actor for each connection.</summary>
internal sealed class TcpServiceActor : UntypedActor
{
    private readonly ushort _port;
    private readonly ServiceRecord _record;
    private readonly ApplicationContext _context;
    private readonly Func<IActorRef, ActorBase> _connection;

    /// <param name="port">The local port.</param>
    /// <param name="record">Where connections are counted.</param>
    /// <param name="context">The node.</param>
    /// <param name="connection">How to make the actor that serves a connection, from its socket.</param>
    public TcpServiceActor(ushort port, ServiceRecord record, ApplicationContext context, Func<IActorRef, ActorBase> connection) =>
        (_port, _record, _context, _connection) = (port, record, context, connection);

    /// <summary>Of its connections; null: as the node says.</summary>
    public TcpSocketOptions? Options { get; init; }

    protected override void PreStart() => _context.Stack.Tell(new TcpListen(_port, Options: Options), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpAccepted accepted:
                _record.Connections++;
                accepted.Socket.Tell(new TcpRegister(Context.ActorOf(new ConnectionRecipe(_connection, accepted.Socket).ToProps())), Self);
                break;
            case TcpListening:
                break;
            case BindFailed failed:
                _record.Error = failed.Reason;
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A connection that fails ends alone: its socket watches it, and closes.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        cause =>
        {
            Exception reason = FailureCause.Of(cause);
            _record.Error = reason.Message;
            _context.TellPartFailed($"a connection of {_record.Application}", reason);
            return Directive.Stop;
        },
        loggingEnabled: false);
}
