using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// One direction of a cable: drop-tail queue → token bucket or trace → transmitter (rate) → wire (delay, loss, all else that dice decide). A core without clock: the caller says when a
/// packet comes and is told when it arrives at the far end, so that a packet costs one event per hop.
/// <para>A lost packet was sent: it took its time of the transmitter. (netem, in contrast, forgets it before the rate.)</para>
/// </summary>
public sealed class LinkDirection
{
    private readonly int _id;

    /// <summary>What dice have done; who gives them, before the first throw.</summary>
    private object _impairments;
    private DropTailQueue? _queue;
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

    public LinkParameters Parameters => _parameters;

    /// <summary>Whether the cable is whole. A cut cable loses what is given to it.</summary>
    public OperState State { get; private set; }

    /// <summary>When the transmitter has sent all that it was given.</summary>
    internal Instant FreeAt => _transmitter.FreeAt;

    /// <summary>Packets waiting for the transmitter at <paramref name="now"/>.</summary>
    public int QueueLength(Instant now)
    {
        _queue?.Advance(now);
        return _queue?.Packets ?? 0;
    }

    /// <summary>The same for whoever looks on from another thread.</summary>
    internal int PeekQueueLength(Instant now) => _queue?.PacketsAt(now) ?? 0;

    /// <summary>Changes the direction while packets are under way; those keep the times that they were given.</summary>
    public void Change(LinkParameters parameters)
    {
        if (parameters.Rate != _parameters.Rate) _transmitter.SetRate(parameters.Rate);
        _queue?.SetLimits(parameters.QueuePackets, parameters.QueueBytes);
        // A bucket that was changed is full, as with tc.
        if (parameters.Bucket != _parameters.Bucket || parameters.Trace != _parameters.Trace) _shaping = null;
        _parameters = parameters;
        _isUnusual = parameters.IsUnusual;
    }

    public void SetState(OperState state) => State = state;

    /// <summary>
    /// Sends a packet. On true the caller keeps the packet and hands it over at <paramref name="arrival"/>; on false it was dropped and counted.
    /// </summary>
    /// <param name="now">When the packet is given to the link.</param>
    /// <param name="packet">An ordinary packet (super-segments are cut before they come here).</param>
    /// <param name="ipLength">The length of the IP packet inside, which is what an MTU bounds.</param>
    /// <param name="arrival">When its last bit is at the far end.</param>
    public bool Send(Instant now, Packet packet, int ipLength, out Instant arrival)
    {
        arrival = default;
        if (State == OperState.Down) return Drop(packet, DropReason.NoCarrier);
        if (_parameters.Mtu > 0 && ipLength > _parameters.Mtu) return Drop(packet, DropReason.Mtu);
        if (_isUnusual) return SendUnusual(now, packet, ipLength, out arrival);
        int bytes = Math.Max(0, packet.Length + _parameters.Overhead);
        if (_transmitter.IsBusy(now) && !TryQueue(now, bytes)) return Drop(packet, DropReason.QueueFull);
        _transmitter.Send(now, bytes);
        _counters.Packets++;
        _counters.Bytes += bytes;
        arrival = _transmitter.FreeAt + _parameters.Delay;
        return true;
    }

    /// <summary>Gives the copy of a packet that is to be sent twice: <see cref="Send"/> it behind the first.</summary>
    internal Packet? TryDuplicate(Packet packet, PacketPool pool) =>
        _isUnusual ? Impairments().Duplicate(_parameters, packet, pool) : null;

    private bool SendUnusual(Instant now, Packet packet, int ipLength, out Instant arrival)
    {
        arrival = default;
        int bytes = _parameters.BytesOnLink(packet.Length, ipLength);
        if (!_parameters.Bucket.IsNone && bytes > _parameters.Bucket.LargestPacket) return Drop(packet, DropReason.Mtu);
        if (_transmitter.IsBusy(now) && !TryQueue(now, bytes)) return Drop(packet, DropReason.QueueFull);
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
        _queue.Add(_transmitter.FreeAt, bytes);
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
