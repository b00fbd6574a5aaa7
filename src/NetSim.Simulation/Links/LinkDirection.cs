using System.Diagnostics.CodeAnalysis;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Queues;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;
using NetSim.Wire.Vlan;

namespace NetSim.Simulation.Links;

/// <summary>
/// One direction of a cable: drop-tail queue → token bucket or trace → transmitter (rate) → wire (delay, loss, all else that dice decide). A core without clock: the caller says when a
/// packet comes and is told when it arrives at the far end, so that a packet costs one event per hop.
/// <para>A queue of another kind than drop-tail holds its packets: <see cref="Send"/> keeps them, and <see cref="TryTransmit"/> gives them back.</para>
/// <para>A lost packet was sent: it took its time of the transmitter. (netem, in contrast, forgets it before the rate.)</para>
/// </summary>
public sealed class LinkDirection
{
    private readonly int _id;

    /// <summary>What dice have done; who gives them, before the first throw.</summary>
    private object _impairments;
    private DropTailQueue? _queue;
    private HeldQueue? _held;
    private LinkParameters _parameters;
    private TransmitClock _transmitter;
    private LinkShaping? _shaping;
    private LinkCounters _counters;

    /// <summary>The one question that a link is asked about all that most links don't do.</summary>
    private bool _isUnusual;

    /// <param name="parameters">What it does to packets.</param>
    /// <param name="id">Whatever tells the directions of a run apart.</param>
    /// <param name="diceOf">Gives a direction its own dice for a purpose; asked only if something hangs on them.</param>
    public LinkDirection(LinkParameters parameters, int id, Func<int, string, RandomStream> diceOf)
    {
        (_parameters, _id, _impairments) = (parameters, id, diceOf);
        _transmitter = new TransmitClock(parameters.Rate);
        _isUnusual = parameters.IsUnusual;
    }

    public ref readonly LinkCounters Counters => ref _counters;

    /// <summary>What dice have done beside losing packets.</summary>
    public ImpairmentCounters Impaired => _impairments is LinkImpairments impairments ? impairments.Counters : default;

    /// <summary>Null before a packet has come for a queue that holds it.</summary>
    internal HeldQueue? Held => _held;

    /// <summary>What a queue that holds its packets has done beside dropping; null if there never was one.</summary>
    public QueueCounters? Queued => _held?.Counters;

    /// <summary>What packets met in the queues that the direction has had: of the drop-tail one, and of those that hold packets.</summary>
    internal IEnumerable<QueueHistogram> Queues
    {
        get
        {
            if (_queue is { } queue) yield return queue.Histogram;
            if (_held is { } held) yield return held.Histogram;
        }
    }

    public LinkParameters Parameters => _parameters;

    /// <summary>Whether the cable is whole. A cut cable loses what is given to it.</summary>
    public OperState State { get; private set; }

    /// <summary>When the transmitter has sent all that it was given.</summary>
    internal Instant FreeAt => _transmitter.FreeAt;

    /// <summary>When the packet began to be sent that <see cref="TryTransmit"/> has given last; null if the queue holds none.</summary>
    internal Instant? LastStart => _parameters.Discipline is null ? null : _held?.LastStart;

    /// <summary>When <see cref="TryTransmit"/> gives the next packet; null if none waits.</summary>
    internal Instant? NextDeparture => _held is { Packets: > 0 } ? _transmitter.FreeAt : null;

    /// <summary>Packets waiting for the transmitter at <paramref name="now"/>.</summary>
    public int QueueLength(Instant now)
    {
        _queue?.Advance(now);
        return (_queue?.Packets ?? 0) + (_held?.Packets ?? 0);
    }

    /// <summary>The same for whoever looks on from another thread.</summary>
    internal int PeekQueueLength(Instant now) => (_queue?.PacketsAt(now) ?? 0) + (_held?.Packets ?? 0);

    /// <summary>Changes the direction while packets are under way; those keep the times that they were given.</summary>
    public void Change(LinkParameters parameters)
    {
        if (parameters.Rate != _parameters.Rate) _transmitter.SetRate(parameters.Rate);
        _queue?.SetLimits(parameters.QueuePackets, parameters.QueueBytes);
        // A bucket that was changed is full, as with tc.
        if (parameters.Bucket != _parameters.Bucket || parameters.Trace != _parameters.Trace) _shaping = null;
        _held?.Change(parameters);
        _parameters = parameters;
        _isUnusual = parameters.IsUnusual;
    }

    /// <summary>As in the kernel, a queue that holds packets begins anew, empty, when the carrier goes.</summary>
    public void SetState(OperState state)
    {
        State = state;
        if (state == OperState.Down) _held?.Clear(DropReason.NoCarrier);
    }

    /// <summary>The run is over: what still waits is under way and not dropped.</summary>
    internal void Stop() => _held?.ReturnAll();

    /// <summary>
    /// Sends a packet. On true the caller keeps the packet and hands it over at <paramref name="arrival"/>; on false it was dropped and counted, or is held.
    /// </summary>
    /// <param name="now">When the packet is given to the link.</param>
    /// <param name="packet">An ordinary packet (super-segments are cut before they come here).</param>
    /// <param name="ipLength">The length of the IP packet inside, which is what an MTU bounds.</param>
    /// <param name="arrival">When its last bit is at the far end.</param>
    public bool Send(Instant now, Packet packet, int ipLength, out Instant arrival)
    {
        arrival = default;
        if (State == OperState.Down) return Drop(packet, DropReason.NoCarrier);
        if (_parameters.Mtu > 0 && ipLength > _parameters.Mtu && !IsTagAllowedFor(packet, ipLength)) return Drop(packet, DropReason.Mtu);
        if (_isUnusual) return SendUnusual(now, packet, ipLength, out arrival);
        int bytes = Math.Max(0, packet.Length + _parameters.Overhead);
        if (_transmitter.IsBusy(now) && !TryQueue(now, bytes)) return Drop(packet, DropReason.QueueFull);
        _transmitter.Send(now, bytes);
        _counters.Packets++;
        _counters.Bytes += bytes;
        arrival = _transmitter.FreeAt + _parameters.Delay;
        return true;
    }

    /// <summary>Gives the next packet that the queue has held until the transmitter was free for it, to be handed over at <paramref name="arrival"/>.</summary>
    internal bool TryTransmit(Instant now, [NotNullWhen(true)] out Packet? packet, out Instant arrival)
    {
        (packet, arrival) = (null, default);
        while (_held is { Packets: > 0 } && !_transmitter.IsBusy(now))
        {
            packet = _held.Dequeue(now);
            if (packet is not null && Leave(now, packet, packet.Length - _held.LinkHeaderLength, out arrival)) return true;
        }
        packet = null;
        return false;
    }

    private bool Hold(Instant now, Packet packet, int ipLength)
    {
        _held ??= new HeldQueue(this, packet.Length - ipLength);
        _held.Enqueue(packet, now);
        return false;
    }

    /// <summary>The dice of the queue.</summary>
    internal RandomStream DiceOf(string purpose) => _impairments is LinkImpairments impairments
        ? impairments.DiceOf(purpose)
        : ((Func<int, string, RandomStream>)_impairments)(_id, purpose);

    /// <summary>Gives the copy of a packet that is to be sent twice: <see cref="Send"/> it behind the first.</summary>
    internal Packet? TryDuplicate(Packet packet, PacketPool pool) =>
        _isUnusual ? Impairments().Duplicate(_parameters, packet, pool) : null;

    /// <summary>IEEE 802.3 clause 3.2.7: the tag of a frame comes on top of the largest payload.</summary>
    private bool IsTagAllowedFor(Packet frame, int ipLength) =>
        frame.Length > ipLength && VlanTag.IsTagged(frame.Bytes) && ipLength - VlanTag.Length <= _parameters.Mtu;

    private bool SendUnusual(Instant now, Packet packet, int ipLength, out Instant arrival)
    {
        arrival = default;
        int bytes = _parameters.BytesOnLink(packet.Length, ipLength);
        if (!_parameters.Bucket.IsNone && bytes > _parameters.Bucket.LargestPacket) return Drop(packet, DropReason.Mtu);
        if (_parameters.Discipline is not null) return Hold(now, packet, ipLength);
        if (_transmitter.IsBusy(now) && !TryQueue(now, bytes)) return Drop(packet, DropReason.QueueFull);
        return Leave(now, packet, ipLength, out arrival);
    }

    /// <summary>From the head of the queue to the far end, with all that may happen on the way.</summary>
    private bool Leave(Instant now, Packet packet, int ipLength, out Instant arrival)
    {
        arrival = default;
        int bytes = _parameters.BytesOnLink(packet.Length, ipLength);
        if (_parameters.IsShaped) _shaping ??= new LinkShaping(_parameters);
        _transmitter.Send(_shaping?.Start(now, _transmitter.FreeAt, bytes) ?? now, bytes);
        _counters.Packets++;
        _counters.Bytes += bytes;
        LinkImpairments impairments = Impairments();
        if (impairments.IsLost(_parameters)) return Drop(packet, DropReason.Loss);
        impairments.Corrupt(_parameters, packet, ipLength);
        arrival = impairments.ArrivalOf(_parameters, now, _transmitter.FreeAt, packet.Length);
        return true;
    }

    /// <summary>Most directions of a large network never have a queue, and never roll dice: neither exists before it is needed.</summary>
    private bool TryQueue(Instant now, int bytes)
    {
        _queue ??= new DropTailQueue(_parameters.QueuePackets, _parameters.QueueBytes);
        _queue.Advance(now);
        if (!_queue.HasRoom(bytes)) return false;
        _queue.Add(now, _transmitter.FreeAt, bytes);
        return true;
    }

    private LinkImpairments Impairments()
    {
        if (_impairments is LinkImpairments made) return made;
        var impairments = new LinkImpairments(_id, (Func<int, string, RandomStream>)_impairments);
        _impairments = impairments;
        return impairments;
    }

    /// <summary>Counts the drop and gives the packet back.</summary>
    /// <returns>False: it does not arrive.</returns>
    internal bool Drop(Packet packet, DropReason reason)
    {
        _counters.Drop(packet, reason);
        return false;
    }
}
