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
    private Dice _loss, _duplicate, _corrupt, _reorder;
    private RandomStream? _delay, _slot;
    private double _lastDeviate = double.NaN;
    private LossChain _chain;
    private DeliverySlots _slots;
    private ImpairmentCounters _counters;
    private Instant _latest;
    private int _sinceReordered;

    public ref readonly ImpairmentCounters Counters => ref _counters;

    /// <summary>The dice for what is no impairment.</summary>
    public RandomStream DiceOf(string purpose) => diceOf(id, purpose);

    /// <summary>Gives the copy of a packet that is to be sent twice.</summary>
    public Packet? Duplicate(LinkParameters parameters, Packet packet, PacketPool pool)
    {
        if (parameters.Duplicate == 0 || !Happens(ref _duplicate, "duplicate", parameters.Duplicate, parameters.DuplicateCorrelation)) return null;
        _counters.Duplicated++;
        return packet.Clone(pool);
    }

    public bool IsLost(LinkParameters parameters)
    {
        if (parameters.Bursts is { } bursts) return _chain.IsLost(bursts, Stream(ref _loss, "loss"));
        if (parameters.States is { } states) return _chain.IsLost(states, Stream(ref _loss, "loss"));
        return parameters.Loss > 0 && Happens(ref _loss, "loss", parameters.Loss, parameters.LossCorrelation);
    }

    /// <summary>When a packet arrives.</summary>
    /// <param name="parameters">Of the direction.</param>
    /// <param name="now">When it was given to the link.</param>
    /// <param name="sent">When its last bit leaves.</param>
    /// <param name="length">Of the frame, in bytes.</param>
    public Instant ArrivalOf(LinkParameters parameters, Instant now, Instant sent, int length)
    {
        Instant arrival = GoesAhead(parameters) ? sent : Delayed(parameters, sent);
        if (!parameters.Slots.IsNone) arrival = _slots.ArrivalOf(parameters.Slots, _slot ??= diceOf(id, "slot"), (now, arrival), length);
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
        if (parameters.Corrupt == 0 || ipLength <= 0 || !Happens(ref _corrupt, "corrupt", parameters.Corrupt, parameters.CorruptCorrelation)) return;
        TransportChecksum.Complete(packet, packet.Length == ipLength ? LinkType.Raw : LinkType.Ethernet);
        packet.Checksum = ChecksumState.Complete;
        int bit = (int)_corrupt.Stream!.NextBelow((ulong)ipLength * 8);
        packet.Bytes[packet.Length - ipLength + bit / 8] ^= (byte)(1 << bit % 8);
        _counters.Corrupted++;
    }

    private Instant Delayed(LinkParameters parameters, Instant sent)
    {
        if (parameters.Jitter is not { } jitter) return sent + parameters.Delay;
        Instant arrival = sent + jitter.Next(_delay ??= diceOf(id, "delay"), ref _lastDeviate);
        return jitter.Order == DeliveryOrder.Kept ? Instant.Max(arrival, _latest) : arrival;
    }

    /// <summary>As netem does: after gap − 1 delayed packets each one has its chance, until one has gone ahead.</summary>
    private bool GoesAhead(LinkParameters parameters)
    {
        if (parameters.Reorder == 0 || ++_sinceReordered < parameters.ReorderGap) return false;
        if (!Happens(ref _reorder, "reorder", parameters.Reorder, parameters.ReorderCorrelation)) return false;
        _sinceReordered = 0;
        return true;
    }

    private RandomStream Stream(ref Dice dice, string purpose) => dice.Stream ??= diceOf(id, purpose);

    private bool Happens(ref Dice dice, string purpose, double chance, double correlation)
    {
        Stream(ref dice, purpose);
        return dice.Next(correlation) < chance;
    }

    /// <summary>The dice of one purpose, and what they have shown last.</summary>
    private struct Dice
    {
        private double _last;
        private bool _hasLast;

        public RandomStream? Stream { get; set; }

        /// <summary>As netem mixes its numbers: a part of the last one is in the next.</summary>
        public double Next(double correlation)
        {
            double fresh = Stream!.NextDouble();
            if (correlation == 0) return fresh;
            _last = _hasLast ? fresh * (1 - correlation) + _last * correlation : fresh;
            _hasLast = true;
            return _last;
        }
    }
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
