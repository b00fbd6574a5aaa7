using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// What dice do to the packets of one direction; made with the first packet that they are thrown for. Each purpose has dice of its own, so
/// that one impairment more shifts nobody else's.
/// </summary>
internal sealed class LinkImpairments(int id, Func<int, string, RandomStream> diceOf)
{
    private RandomStream? _loss, _delay, _duplicate, _corrupt, _reorder;
    private ImpairmentCounters _counters;
    private Instant _latest;
    private int _sinceReordered;
    private bool _isBad;

    public ref readonly ImpairmentCounters Counters => ref _counters;

    /// <summary>Gives the copy of a packet that is to be sent twice.</summary>
    public Packet? Duplicate(LinkParameters parameters, Packet packet, PacketPool pool)
    {
        if (parameters.Duplicate == 0 || !Happens(ref _duplicate, "duplicate", parameters.Duplicate)) return null;
        _counters.Duplicated++;
        return packet.Clone(pool);
    }

    public bool IsLost(LinkParameters parameters) => parameters.Bursts is { } bursts
        ? IsLostInBurst(bursts)
        : parameters.Loss > 0 && Happens(ref _loss, "loss", parameters.Loss);

    /// <summary>When the packet arrives whose last bit leaves at <paramref name="sent"/>.</summary>
    public Instant ArrivalOf(LinkParameters parameters, Instant sent)
    {
        Instant arrival = GoesAhead(parameters) ? sent : Delayed(parameters, sent);
        if (arrival < _latest) _counters.Reordered++;
        else _latest = arrival;
        return arrival;
    }

    /// <summary>
    /// Flips one bit of the IP packet, or does nothing. What a sender has left to be filled in is filled in before, so that the receiver's
    /// checksum finds the bit: the packet has to be verified again.
    /// </summary>
    public void Corrupt(LinkParameters parameters, Packet packet, int ipLength)
    {
        if (parameters.Corrupt == 0 || ipLength <= 0 || !Happens(ref _corrupt, "corrupt", parameters.Corrupt)) return;
        TransportChecksum.Complete(packet, packet.Length == ipLength ? LinkType.Raw : LinkType.Ethernet);
        packet.Checksum = ChecksumState.Complete;
        int bit = (int)_corrupt!.NextBelow((ulong)ipLength * 8);
        packet.Bytes[packet.Length - ipLength + bit / 8] ^= (byte)(1 << bit % 8);
        _counters.Corrupted++;
    }

    private Instant Delayed(LinkParameters parameters, Instant sent)
    {
        if (parameters.Jitter is not { } jitter) return sent + parameters.Delay;
        Instant arrival = sent + jitter.Next(_delay ??= diceOf(id, "delay"));
        return jitter.Order == DeliveryOrder.Kept ? Instant.Max(arrival, _latest) : arrival;
    }

    /// <summary>As netem does: after gap − 1 delayed packets each one has its chance, until one has gone ahead.</summary>
    private bool GoesAhead(LinkParameters parameters)
    {
        if (parameters.Reorder == 0 || ++_sinceReordered < parameters.ReorderGap) return false;
        if (!Happens(ref _reorder, "reorder", parameters.Reorder)) return false;
        _sinceReordered = 0;
        return true;
    }

    /// <summary>As netem does: a packet is lost by the state that it finds, and the state changes behind it.</summary>
    private bool IsLostInBurst(BurstLoss bursts)
    {
        bool wasBad = _isBad;
        if (Happens(ref _loss, "loss", wasBad ? bursts.R : bursts.P)) _isBad = !wasBad;
        double chance = wasBad ? bursts.Bad : bursts.Good;
        return chance > 0 && Happens(ref _loss, "loss", chance);
    }

    private bool Happens(ref RandomStream? dice, string purpose, double chance) => (dice ??= diceOf(id, purpose)).NextDouble() < chance;
}

/// <summary>What dice have done to the packets of one direction, besides losing them.</summary>
public struct ImpairmentCounters
{
    /// <summary>Packets that were sent twice; each counts as two that went through the transmitter.</summary>
    public long Duplicated { get; internal set; }

    /// <summary>Packets of which a bit was flipped; their receivers drop them, if a checksum covers it.</summary>
    public long Corrupted { get; internal set; }

    /// <summary>Packets that arrive before one that was sent earlier.</summary>
    public long Reordered { get; internal set; }
}
