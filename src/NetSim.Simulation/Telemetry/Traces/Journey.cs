using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Follows one packet, or one copy of it, from node to node. Nothing is told before all copies have come to their end: only then is it known
/// whether one was dropped.
/// </summary>
internal sealed class Journey : PacketJourney
{
    private readonly JourneyRecord _record;
    private NodeTracer _at;
    private JourneyStep? _onLink;
    private JourneyStep? _last;

    public Journey(JourneyRecord record, NodeTracer at) => (_record, _at) = (record, at);

    /// <summary>The latest first.</summary>
    public JourneyStep? Steps => _last;

    public JourneyEnd End { get; private set; } = JourneyEnd.Consumed;

    public Instant EndedAt { get; private set; }

    /// <summary>When this was known: not after <see cref="EndedAt"/>, which of a packet lost on the wire is still to come.</summary>
    public Instant ToldAt { get; private set; }

    public string EndedIn => _at.Name;

    /// <summary>For the record's list of those that have ended.</summary>
    public Journey? NextEnded { get; set; }

    public override PacketJourney Fork()
    {
        if (End == JourneyEnd.Consumed) End = JourneyEnd.Copied;
        return _record.Open(_at);
    }

    public void OnArrival(NodeTracer at) => _at = at;

    /// <summary>The packet is given to a link; what it says comes before <see cref="LeaveLink"/> or instead of it.</summary>
    public void EnterLink(LinkWay link, Instant now, int bytes)
    {
        Instant free = Instant.Max(now, link.FreeAt);
        _onLink = new JourneyStep { Link = link, Node = _at.Name, Start = now, End = now, Bytes = bytes, Transmission = (free, free) };
    }

    /// <summary>The link has said when the packet arrives.</summary>
    public void LeaveLink(Instant arrival)
    {
        JourneyStep step = _onLink!;
        _onLink = null;
        step.Transmission = (step.Link!.LastStart ?? step.Transmission.From, step.Link.FreeAt);
        step.End = arrival;
        Add(step);
    }

    public override void OnDropped(DropReason reason)
    {
        End = JourneyEnd.Dropped;
        if (_onLink is not { } step)
        {
            Add(new JourneyStep { Node = _at.Name, Start = _at.Now, End = _at.Now, Drop = reason });
            return;
        }
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
            step.End = _at.Now;
            step.Transmission = (_at.Now, _at.Now);
        }
        Add(step);
    }

    public void OnDelivered()
    {
        End = JourneyEnd.Delivered;
        Finish();
    }

    public override void OnReturned() => Finish();

    private void Finish()
    {
        ToldAt = _at.Now;
        EndedAt = _last is { Drop: not null } lost ? Instant.Max(_at.Now, lost.End) : _at.Now;
        _record.OnEnded(this, _at);
    }

    private void Add(JourneyStep step)
    {
        step.Next = _last;
        _last = step;
    }
}
