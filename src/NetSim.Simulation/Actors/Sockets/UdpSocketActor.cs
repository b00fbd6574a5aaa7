using NetSim.Actors.Lanes;
using NetSim.Simulation.Sockets;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Udp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>A UDP socket: a packet from the stack is on its way up, one from anybody else on its way down.</summary>
internal sealed class UdpSocketActor(IActorRef stack, IActorRef owner) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private UdpSocket? _core;
    private PortSharing _sharing;

    /// <summary>Made with the first.</summary>
    private JoinedGroups? _groups;

    protected override void PreStart() => Context.Watch(owner);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet when ReferenceEquals(Sender, stack):
                Up(packet);
                break;
            case Packet payload:
                if (_core!.Send(new Instant(_lane.Now), payload) == SocketVerdict.Transmit) stack.Tell(payload, Self);
                break;
            case SocketBound bound:
                _core = new UdpSocket(bound.Local);
                _sharing = bound.Sharing;
                if (bound.Remote != default) _core.Connect(bound.Local, bound.Remote);
                owner.Tell(new DatagramReady(Self, bound.Local), Self);
                break;
            case GroupJoin join:
                (_groups ??= new JoinedGroups(stack)).Join(join, Self);
                break;
            case GroupLeave leave:
                _groups?.Leave(leave, Self);
                break;
            case DatagramOptions options:
                Apply(options);
                break;
            case SocketClose or Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        _groups?.LeaveAll(Self);
        if (_core is not null) stack.Tell(new EndReleased(IpProtocol.Udp, _core.Local, _core.Remote, _sharing), Self);
    }

    private void Apply(DatagramOptions options)
    {
        SendSettings settings = _core!.Settings;
        settings.TimeToLive = options.TimeToLive ?? settings.TimeToLive;
        settings.GroupTimeToLive = options.GroupTimeToLive ?? settings.GroupTimeToLive;
        settings.Dscp = options.Dscp ?? settings.Dscp;
        settings.Interface = options.Interface ?? settings.Interface;
        _core.LeastTimeToLive = options.LeastTimeToLive ?? _core.LeastTimeToLive;
    }

    private void Up(Packet packet)
    {
        switch (_core!.OnPacket(new Instant(_lane.Now), packet))
        {
            case SocketVerdict.Deliver:
                owner.Tell(packet, Self);
                break;
            case SocketVerdict.Error when _core.TryTakeError(out IcmpError error):
                owner.Tell(new SocketError(error.Reporter, IcmpErrorText.Of(error)) { Error = error }, Self);
                break;
            default:
                break;
        }
    }
}

/// <summary>From a stack to a socket that it has just made: where it is registered.</summary>
internal sealed record SocketBound(IpEndpoint Local, IpEndpoint Remote = default, PortSharing Sharing = PortSharing.None);

/// <summary>From a socket that has stopped to its stack.</summary>
internal sealed record EndReleased(IpProtocol Protocol, IpEndpoint Local, IpEndpoint Remote = default, PortSharing Sharing = PortSharing.None);
