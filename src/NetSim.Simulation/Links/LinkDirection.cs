using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// One direction of a cable: drop-tail queue → transmitter (rate) → wire (delay, loss). A core without clock: the caller says when a
/// packet comes and is told when it arrives at the far end, so that a packet costs one event per hop.
/// <para>A lost packet was sent: it took its time of the transmitter. (netem, in contrast, forgets it before the rate.)</para>
/// </summary>
public sealed class LinkDirection
{
    private readonly RandomStream _lossDice;
    private readonly DropTailQueue _queue;
    private LinkParameters _parameters;
    private TransmitClock _transmitter;

    public LinkDirection(LinkParameters parameters, RandomStream lossDice)
    {
        _parameters = parameters;
        _lossDice = lossDice;
        _queue = new DropTailQueue(parameters.QueuePackets, parameters.QueueBytes);
        _transmitter = new TransmitClock(parameters.Rate);
    }

    public LinkCounters Counters { get; } = new();

    public LinkParameters Parameters => _parameters;

    /// <summary>Whether the cable is whole. A cut cable loses what is given to it.</summary>
    public OperState State { get; private set; }

    /// <summary>Packets waiting for the transmitter at <paramref name="now"/>.</summary>
    public int QueueLength(Instant now)
    {
        _queue.Advance(now);
        return _queue.Packets;
    }

    /// <summary>Changes the direction while packets are under way; those keep the times that they were given.</summary>
    public void Change(LinkParameters parameters)
    {
        if (parameters.Rate != _parameters.Rate) _transmitter.SetRate(parameters.Rate);
        _queue.LimitPackets = parameters.QueuePackets;
        _queue.LimitBytes = parameters.QueueBytes;
        _parameters = parameters;
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
        int bytes = Math.Max(0, packet.Length + _parameters.Overhead);
        if (State == OperState.Down) return Drop(packet, DropReason.NoCarrier);
        if (_parameters.Mtu > 0 && ipLength > _parameters.Mtu) return Drop(packet, DropReason.Mtu);
        if (_transmitter.IsBusy(now))
        {
            _queue.Advance(now);
            if (!_queue.HasRoom(bytes)) return Drop(packet, DropReason.QueueFull);
            _queue.Add(_transmitter.FreeAt, bytes);
        }
        _transmitter.Send(now, bytes);
        Counters.Packets++;
        Counters.Bytes += bytes;
        if (_parameters.Loss > 0 && _lossDice.NextDouble() < _parameters.Loss) return Drop(packet, DropReason.Loss);
        arrival = _transmitter.FreeAt + _parameters.Delay;
        return true;
    }

    private bool Drop(Packet packet, DropReason reason)
    {
        Counters.Drops.Drop(packet, reason);
        return false;
    }
}
