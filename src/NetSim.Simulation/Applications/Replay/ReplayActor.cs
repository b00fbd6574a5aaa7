using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Replay;

/// <summary>Sends the frames of a capture by a packet socket: the first at once, the others as long after it as they were captured.</summary>
internal sealed class ReplayActor(ReplayPlan plan, ReplayRecord record, ApplicationContext context) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private IActorRef? _socket;
    private Instant _start;
    private int _next;

    protected override void PreStart() =>
        context.Stack.Tell(new PacketOpen(plan.Interface, new PacketSocketOptions { Audience = FrameAudience.Nobody }), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                SendDue();
                break;
            case DatagramReady ready:
                _socket = ready.Socket;
                _start = ApplicationContext.Now;
                SendDue();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SendDue()
    {
        var now = new Instant(_lane.Now);
        while (_next < plan.Frames.Count && DueOf(_next) <= now) Send(plan.Frames.BytesOf(_next++));
        if (_next < plan.Frames.Count)
        {
            _lane.TellAt(DueOf(_next).Nanoseconds, Self, Tick.Instance, Self);
            return;
        }
        _socket!.Tell(SocketClose.Instance, Self);
        Context.Parent.Tell(ApplicationDone.Instance, Self);
    }

    private Instant DueOf(int index) => _start + new Duration((long)(plan.Frames.TimeOf(index).Nanoseconds / plan.Speed));

    private void Send(ReadOnlySpan<byte> bytes)
    {
        Packet frame = context.Pool.Rent(bytes.Length);
        bytes.CopyTo(frame.Append(bytes.Length));
        _socket!.Tell(frame, Self);
        record.Sent++;
        record.Bytes += bytes.Length;
    }
}
