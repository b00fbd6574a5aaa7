using System.Runtime.CompilerServices;
using NetSim.Actors.Lanes;
using NetSim.Simulation.Links;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// One direction of a cable, on the lane of the interface that sends into it. A frame costs one event: the core says when it arrives,
/// and it is told to the far interface at that time. Only a queue that decides when packets leave costs another one for each that has to wait.
/// </summary>
internal sealed class LinkDirectionActor : UntypedActor
{
    private readonly LinkDirection _core;
    private readonly Lane _lane = Lane.Current;
    private readonly PacketPool _pool;
    private readonly LinkType _type;
    private readonly LinkEnd _end;
    private readonly byte _headerLength;
    private readonly LinkWay? _way;
    private IActorRef? _near;
    private IActorRef? _far;
    private int _farIndex;
    private PacketPool? _farPool;

    /// <param name="core">The direction.</param>
    /// <param name="end">The end that it starts from.</param>
    /// <param name="type">What its frames start with.</param>
    /// <param name="pool">The packets of the lane.</param>
    /// <param name="way">What journeys know it by; null if nobody traces.</param>
    public LinkDirectionActor(LinkDirection core, LinkEnd end, LinkType type, PacketPool pool, LinkWay? way)
    {
        (_core, _end, _type, _pool, _way) = (core, end, type, pool, way);
        _headerLength = (byte)(type == LinkType.Ethernet ? EthernetView.HeaderLength : 0);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet { SegmentSize: 0 } packet:
                Send(packet);
                break;
            case Packet super:
                SendInPieces(super);
                break;
            case PlugIn near when near.End == _end:
                _near = near.Interface;
                if (_far is not null) TellPlugged();
                break;
            case PlugIn far:
                bool isFirst = _far is null;
                (_far, _farIndex, _farPool) = (far.Interface, far.Index, far.Pool);
                if (isFirst && _near is not null) TellPlugged();
                break;
            case Deadline:
                if (_core.Held!.Departure.HasCome(_lane.Now)) Transmit();
                break;
            case LinkParameters parameters:
                _core.Change(parameters);
                break;
            case SetLinkState change:
                _core.SetState(change.State);
                TellCarrier();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _core.Stop();

    private void Send(Packet packet)
    {
        Packet? copy = _core.TryDuplicate(packet, _pool);
        SendOnce(packet);
        if (copy is not null) SendOnce(copy);
    }

    private void SendOnce(Packet packet)
    {
        if (packet.Journey is not null) (packet.Journey as Journey)?.EnterLink(_core, _way, new Instant(_lane.Now), packet.Length);
        if (_core.Send(new Instant(_lane.Now), packet, packet.Length - _headerLength, out Instant arrival)) HandOver(packet, arrival);
        else if (_core.NextDeparture is not null) Transmit();
    }

    /// <summary>Where packets are held, each departure is an event; where they are not, this is never reached.</summary>
    private void Transmit()
    {
        while (_core.TryTransmit(new Instant(_lane.Now), out Packet? packet, out Instant arrival)) HandOver(packet, arrival);
        _core.Held!.Departure.Arm(_lane, Self, _core.NextDeparture);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void HandOver(Packet packet, Instant arrival)
    {
        if (packet.Journey is not null) (packet.Journey as Journey)?.LeaveLink(_core, arrival);
        packet.Egress = Packet.NoInterface;
        packet.Ingress = _farIndex;
        packet.MoveTo(_farPool!);
        _lane.TellAt(arrival.Nanoseconds, _far!, packet, Self);
    }

    /// <summary>A link's behaviour is per packet, so a super-segment becomes the packets that it stands for before it queues.</summary>
    private void SendInPieces(Packet super)
    {
        if (!Segmentation.TryStart(super, _type, out Segmentation cut))
        {
            _core.Drop(super, DropReason.Malformed);
            return;
        }
        while (cut.TryTake(_pool, out Packet? piece)) Send(piece);
        super.Return();
    }

    /// <summary>There is a carrier once there are two ends, so nothing is ever sent to nobody.</summary>
    private void TellPlugged()
    {
        _near!.Tell(new Plugged(Self), Self);
        TellCarrier();
    }

    /// <summary>Both ends see a cut cable at once, each by its own direction; what is on the wire then finds its receiver without carrier.</summary>
    private void TellCarrier() => _near!.Tell(new CarrierChanged(_core.State), Self);
}
