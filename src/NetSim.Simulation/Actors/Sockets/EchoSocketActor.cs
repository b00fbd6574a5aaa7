using NetSim.Actors.Lanes;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Icmp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>The socket of a ping: turns <see cref="EchoSend"/> into requests and what comes back into <see cref="EchoReply"/> or <see cref="SocketError"/>.</summary>
internal sealed class EchoSocketActor(IActorRef stack, IActorRef owner, NodeState node, EchoOpen settings) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private EchoSocket? _core;
    private EchoTrace? _trace;

    protected override void PreStart() => Context.Watch(owner);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet:
                Up(packet);
                break;
            case EchoSend send:
                Send(send);
                break;
            case SocketBound bound:
                _core = new EchoSocket(bound.Local);
                if (settings.TimeToLive > 0) _core.Settings.TimeToLive = (byte)settings.TimeToLive;
                _core.Settings.Dscp = (byte)settings.Dscp;
                _trace = node.Tracer?.OpenEcho(settings.Target);
                owner.Tell(new DatagramReady(Self, bound.Local), Self);
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
        _trace?.Close();
        if (_core is not null) stack.Tell(new EndReleased(_core.Protocol, _core.Local), Self);
    }

    /// <summary>The payload is the pattern of ping(8): each byte its own place.</summary>
    private void Send(EchoSend send)
    {
        Packet data = node.Pool.Rent(send.Size);
        Span<byte> bytes = data.Append(send.Size);
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)i;
        _trace?.OnSent(_core!.Local.Address, send.Sequence);
        if (_core!.Send(data, settings.Target, send.Sequence) == SocketVerdict.Transmit) stack.Tell(data, Self);
    }

    private void Up(Packet packet)
    {
        switch (_core!.OnPacket(new Instant(_lane.Now), packet))
        {
            case SocketVerdict.Deliver:
                EchoResult reply = _core.Result;
                _trace?.OnReply(reply.Sequence);
                owner.Tell(new EchoReply(reply.Sequence, reply.From, reply.TimeToLive, packet.Length), Self);
                packet.Return();
                break;
            case SocketVerdict.Error when _core.Result.Error is { } error:
                _trace?.OnError(_core.Result.Sequence, "icmp_error");
                owner.Tell(new SocketError(_core.Result.From, IcmpErrorText.Of(error), _core.Result.Sequence) { Error = error }, Self);
                break;
            default:
                break;
        }
    }
}
