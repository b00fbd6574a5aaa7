using System.Diagnostics;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Capturing;
using NetSim.Simulation.Links;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Follows one packet, or one copy of it, from node to node: for its trace, for the captures that have seen it, or for both. A trace is told
/// when all copies have come to their end: only then is it known whether one was dropped. Captures hear of each node by itself.
/// </summary>
internal sealed class Journey : PacketJourney
{
    /// <summary>Null if nobody traces the packet.</summary>
    private readonly JourneyRecord? _record;

    private NodeTracer? _at;
    private JourneyStep? _onLink;
    private JourneyStep? _last;
    private AwaitedFrames _captured;
    private Instant _entered, _free;

    /// <summary>The packet that this one carries through a tunnel; null if none.</summary>
    private Journey? _carried;

    /// <summary>Since when this packet lies in another one; null outside of tunnels.</summary>
    private JourneyStep? _inTunnel;

    private Journey()
    {
    }

    public Journey(JourneyRecord record, NodeTracer at) => (_record, _at) = (record, at);

    /// <summary>The latest first.</summary>
    public JourneyStep? Steps => _last;

    public JourneyEnd End { get; private set; } = JourneyEnd.Consumed;

    public Instant EndedAt { get; private set; }

    /// <summary>When this was known: not after <see cref="EndedAt"/>, which of a packet lost on the wire is still to come.</summary>
    public Instant ToldAt { get; private set; }

    public string EndedIn => _at!.Name;

    /// <summary>Null if nobody traces the packet.</summary>
    public JourneyRecord? Record => _record;

    /// <summary>For the record's list of those that have ended.</summary>
    public Journey? NextEnded { get; set; }

    /// <summary>Lets a captured frame hear what becomes of the packet.</summary>
    /// <param name="packet">Borrowed.</param>
    /// <param name="frame">What was captured of it.</param>
    /// <param name="direction">Which way it went.</param>
    public static void Await(Packet packet, CapturedFrame frame, FrameDirection direction)
    {
        if (packet.Journey is not Journey journey) packet.Journey = journey = new Journey();
        journey._captured.Add(frame, direction, packet.SegmentSize);
    }

    public override PacketJourney Fork()
    {
        AwaitedFrames piece = _captured.TakePiece();
        if (_record is null) return piece.IsEmpty ? UnfollowedJourney.Instance : new Journey { _captured = piece };
        if (End == JourneyEnd.Consumed) End = JourneyEnd.Copied;
        Journey copy = _record.Open(_at!);
        copy._captured = piece;
        copy._inTunnel = _inTunnel?.Begin();
        if (_carried is { } carried)
        {
            carried._at = _at;
            copy._carried = (Journey)carried.Fork();
        }
        return copy;
    }

    /// <summary>A packet that is followed has been put into this one: until it comes out, or is lost with it, this one is on its way.</summary>
    public void Carry(Journey packet)
    {
        _carried = packet;
        // What the tunnel's interface has captured hears what becomes of the whole.
        (_captured, packet._captured) = (packet._captured, default);
        packet._inTunnel = new JourneyStep { Node = _at!.Name, Start = _at.Now, End = _at.Now, Carrier = _record };
    }

    /// <summary>The packet that was carried goes on by itself; null if none was.</summary>
    public Journey? Release()
    {
        if (_carried is not { } packet) return null;
        _carried = null;
        packet.LeaveTunnel(_at!, _at!.Now);
        return packet;
    }

    public void OnArrival(NodeTracer at) => _at = at;

    /// <summary>The packet is given to a link; what it says comes before <see cref="LeaveLink"/> or instead of it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="way">The same with its names; null if nobody traces.</param>
    /// <param name="now">When.</param>
    /// <param name="bytes">Of the frame.</param>
    public void EnterLink(LinkDirection link, LinkWay? way, Instant now, int bytes)
    {
        _captured.SettleReceived(CommentOf(null, default));
        (_entered, _free) = (now, Instant.Max(now, link.FreeAt));
        if (_record is null) return;
        _onLink = new JourneyStep { Link = way, Node = _at!.Name, Start = now, End = now, Bytes = bytes, Transmission = (_free, _free) };
    }

    /// <summary>The link has said when the packet arrives.</summary>
    public void LeaveLink(LinkDirection link, Instant arrival)
    {
        Instant started = link.LastStart ?? _free;
        if (!_captured.IsEmpty) _captured.SettleAll(CommentOf(null, started - _entered));
        if (_onLink is not { } step) return;
        _onLink = null;
        step.Transmission = (started, link.FreeAt);
        step.End = arrival;
        Add(step);
    }

    public override void OnDropped(DropReason reason)
    {
        if (!_captured.IsEmpty) _captured.SettleAll(CommentOf(reason, default));
        if (_record is null) return;
        End = JourneyEnd.Dropped;
        JourneyStep step = StepOfDrop(reason);
        Add(step);
        _carried?.OnLostInTunnel(step, _at!);
    }

    /// <summary>What was under way with the packet that is dropped.</summary>
    private JourneyStep StepOfDrop(DropReason reason)
    {
        if (_onLink is not { } step) return new JourneyStep { Node = _at!.Name, Start = _at.Now, End = _at.Now, Drop = reason };
        _onLink = null;
        step.Drop = reason;
        if (reason == DropReason.Loss)
        {
            // Lost on the wire, so it was sent.
            step.Transmission = (step.Link!.LastStart ?? step.Transmission.From, step.Link.FreeAt);
            step.End = step.Link.FreeAt;
        }
        else if (step.Link!.LastStart is not null)
        {
            // A queue may drop what it has held for a while.
            step.End = _at!.Now;
            step.Transmission = (_at.Now, _at.Now);
        }
        return step;
    }

    private void OnLostInTunnel(JourneyStep where, NodeTracer at)
    {
        End = JourneyEnd.Dropped;
        if (_inTunnel is { } step) (step.Drop, step.Link) = (where.Drop, where.Link);
        LeaveTunnel(at, where.End);
        _carried?.OnLostInTunnel(where, at);
    }

    private void LeaveTunnel(NodeTracer at, Instant now)
    {
        _at = at;
        if (_inTunnel is not { } step) return;
        _inTunnel = null;
        step.End = now;
        Add(step);
    }

    public void OnDelivered()
    {
        End = JourneyEnd.Delivered;
        Finish();
    }

    public override void OnReturned()
    {
        Finish();
        if (_carried is not { } carried) return;
        _carried = null;
        carried._at = _at;
        carried.OnReturned();
    }

    private void Finish()
    {
        if (!_captured.IsEmpty) _captured.SettleAll(CommentOf(null, default));
        if (_record is null) return;
        ToldAt = _at!.Now;
        EndedAt = _last is { Drop: not null } lost ? Instant.Max(_at.Now, lost.End) : _at.Now;
        _record.OnEnded(this, _at);
    }

    /// <summary>A trace is named where it will be told: if the sample chose the packet, or if it was dropped.</summary>
    private string CommentOf(DropReason? drop, Duration queued)
    {
        bool isTold = _record is not null && (_record.IsSampled || (drop is not null && _record.TellsDrops));
        return FrameComment.Of(drop, queued, isTold ? _record!.TraceId : default(ActivityTraceId));
    }

    private void Add(JourneyStep step)
    {
        step.Next = _last;
        _last = step;
    }
}
